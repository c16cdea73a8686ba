"""Foreign keys point down the house; import-linter cannot see those that are named by strings."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.layers import ranks


def upward_relations(every_model) -> list[str]:
    """Relations from a room to one above it."""
    rank = ranks()
    found = []
    for model in every_model:
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model is not None:
                here, there = model._meta.app_label, field.related_model._meta.app_label
                if here in rank and there in rank and rank[there] > rank[here]:
                    found.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    return found


def test_relations_point_down():
    assert upward_relations(apps.get_models()) == []


@isolate_apps("commonweal.core", "commonweal.observations")
def test_a_planted_upward_relation_is_found():
    class Above(models.Model):
        class Meta:
            app_label = "observations"

    class Below(models.Model):
        above = models.ForeignKey(Above, on_delete=models.CASCADE)

        class Meta:
            app_label = "core"

    assert upward_relations([Above, Below]) == ["core.Below.above -> observations.Above"]

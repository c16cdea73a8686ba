"""The core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Audit, jobs, scope, page layout."""

    name = "commonweal.core"
    label = "core"

"""Observations: what is measured of a place, from publications."""

from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """The room of publications read, their figures and series."""

    name = "commonweal.observations"
    verbose_name = "Observations"

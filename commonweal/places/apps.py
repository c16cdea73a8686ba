"""The places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Organisations and areas with dated identities."""

    name = "commonweal.places"
    label = "places"

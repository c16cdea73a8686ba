"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, roles, permissions, sign-in."""

    name = "commonweal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Load the permission rules."""
        from commonweal.accounts import permissions  # noqa: F401

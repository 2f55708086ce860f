"""The room as Django knows it."""

from django.apps import AppConfig


class AccountRoom(AppConfig):
    """Under a name of its own: allauth's app is `account` already."""

    name = "central.dashboards.account"
    label = "account_room"

    def ready(self) -> None:
        """Codes are spent from the first one on."""
        # Models are there only now.
        from allauth.mfa.signals import authenticator_added

        from central.dashboards.account.spent_codes import spend_first

        authenticator_added.connect(spend_first)

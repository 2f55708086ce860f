"""The room as Django knows it."""

from django.apps import AppConfig


class AccountRoom(AppConfig):
    """Under a name of its own: allauth's app is `account` already."""

    name = "central.dashboards.account"
    label = "account_room"

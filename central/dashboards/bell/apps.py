"""The room as Django knows it."""

from django.apps import AppConfig


class BellRoom(AppConfig):
    """Under a name that says what it is."""

    name = "central.dashboards.bell"
    label = "bell_room"

    def ready(self) -> None:
        """The head of every page shows what is unread."""
        from central.dashboards.bell.notices import unread_of
        from central.dashboards.kit.header import set_bell

        set_bell(unread_of)

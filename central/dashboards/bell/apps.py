"""The room as Django knows it."""

from django.apps import AppConfig


class BellRoom(AppConfig):
    """Under a name that says what it is."""

    name = "central.dashboards.bell"
    label = "bell_room"

    def ready(self) -> None:
        """Be seen in the head of every page, and hear who logs out."""
        from django.contrib.auth.signals import user_logged_out

        from central.dashboards.bell.browsers import forget_here
        from central.dashboards.bell.notices import unread_of
        from central.dashboards.kit.header import set_bell

        set_bell(unread_of)
        user_logged_out.connect(forget_here)

"""The room as Django knows it."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from central.dashboards.kit.header import Bell
    from central.tenants.models import User


class BellRoom(AppConfig):
    """Under a name that says what it is."""

    name = "central.dashboards.bell"
    label = "bell_room"

    def ready(self) -> None:
        """Be seen in the head of every page, and hear who logs out.

        What draws pages is loaded with the first of them: the worker and the commands show none.
        """
        from django.contrib.auth.signals import user_logged_out

        from central.dashboards.kit.header import set_bell

        set_bell(_unread_of)
        user_logged_out.connect(_forget_here)


def _unread_of(user: "User") -> "Bell":
    from central.dashboards.bell.notices import unread_of

    return unread_of(user)


def _forget_here(**signal: Any) -> None:  # noqa: ANN401 - as Django sends it
    from central.dashboards.bell.browsers import forget_here

    forget_here(**signal)

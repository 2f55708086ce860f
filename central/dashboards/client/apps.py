"""The room as Django knows it, and its places in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientRoom(AppConfig):
    """Says where its people can go from any page."""

    name = "central.dashboards.client"

    def ready(self) -> None:
        """The places of this role, the most used one first."""
        # Models are there only now.
        from central.dashboards.kit.navigation import EVENT_PAGES, Place, set_places
        from central.tenants.models import Role

        set_places(
            Role.CLIENT,
            [
                Place("client-home", _("Inicio"), "home"),
                Place("client-events", _("Eventos"), "calendar", beside=EVENT_PAGES),
                Place("client-pictures", _("Fotos"), "picture"),
                Place("client-credits", _("Créditos"), "bolt"),
                Place("account", _("Cuenta"), "person"),
            ],
        )

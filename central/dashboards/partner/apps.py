"""The room as Django knows it, and its places in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnerRoom(AppConfig):
    """Says where its people can go from any page."""

    name = "central.dashboards.partner"

    def ready(self) -> None:
        """The places of this role, the most used one first."""
        # Models are there only now.
        from central.dashboards.kit.navigation import Place, set_places
        from central.tenants.models import Role

        set_places(
            Role.PARTNER,
            [
                Place("partner-home", _("Esta noche"), "home"),
                Place("partner-events", _("Eventos"), "calendar"),
                Place("account", _("Cuenta"), "person"),
            ],
        )

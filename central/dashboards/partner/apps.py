"""The room as Django knows it, and its places in the navigation."""

from django.apps import AppConfig


class PartnerRoom(AppConfig):
    """Says where its people can go from any page."""

    name = "central.dashboards.partner"

    def ready(self) -> None:
        """The places of this role, the most used one first."""
        # Models are there only now.
        from central.dashboards.kit.navigation import set_places
        from central.dashboards.partner.places import PLACES
        from central.tenants.models import Role

        set_places(Role.PARTNER, PLACES)

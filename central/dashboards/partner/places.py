"""Where a partner's people can go: what is one tap away from any page, and what *Agencia* lists."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from central.dashboards.kit.navigation import EVENT_PAGES, Place

_REQUESTS: Final = Place("partner-requests", _("Pedidos de créditos"), "bolt")

MORE: Final = (
    Place(
        "partner-wallet", _("Billetera"), "wallet", help=_("Tus créditos, cada movimiento y cuánto cuestan.")
    ),
    Place("partner-team", _("Equipo"), "people", help=_("Quién entra, con qué papel, e invitaciones.")),
    Place("partner-analytics", _("Análisis"), "chart", help=_("Qué se usa, cuándo y en qué cabinas.")),
    Place("partner-brand", _("Tu marca"), "brush", help=_("Nombre, color, esquinas y logo.")),
    Place("partner-pins", _("PIN de las cabinas"), "key", help=_("Abre el modo del equipo en las cabinas.")),
    Place("partner-domain", _("Dominio propio"), "search", help=_("Tu dirección en lugar de la nuestra.")),
    Place("account", _("Cuenta"), "person", help=_("Tus datos, tu contraseña y tus accesos.")),
)
"""What is not asked for every day, in the order in which it is listed; five places are all that a phone has
room for."""

PLACES: Final = (
    Place("partner-home", _("Esta noche"), "home"),
    Place("partner-events", _("Eventos"), "calendar", beside=EVENT_PAGES),
    Place("partner-clients", _("Clientes"), "people", leads_to=(_REQUESTS,)),
    Place("partner-booths", _("Cabinas"), "booth"),
    Place("partner-more", _("Agencia"), "more", leads_to=MORE),
)
"""The most used one first."""

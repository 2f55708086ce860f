"""What kinds of transfers are called in every room."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.ledger.statements import Kind

KINDS: Final[dict[Kind, Promise]] = {
    Kind.PURCHASE: _("Compra"),
    Kind.TOP_UP: _("Carga de la plataforma"),
    Kind.ALLOCATION: _("Asignación"),
    Kind.GENERATION: _("Foto"),
    Kind.PACK_UNLOCK: _("Colección desbloqueada"),
    Kind.REFUND: _("Reintegro"),
    Kind.TRANSFER: _("Devolución"),
    Kind.LEASE_GRANT: _("Apartado para una cabina"),
    Kind.LEASE_RETURN: _("Vuelta de una cabina"),
    Kind.OVERDRAFT: _("Sobregiro"),
    Kind.FORFEITURE: _("Créditos perdidos"),
    Kind.CHARGEBACK: _("Contracargo"),
    Kind.ADJUSTMENT: _("Ajuste"),
}

"""What kinds of notices, and their channels, are called where people choose among them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.notices.kinds import Channel, NoticeKind

NAMES: Final[dict[str, str | Promise]] = {
    Channel.BELL: _("Campana"),
    Channel.EMAIL: _("Correo"),
    Channel.PUSH: _("Teléfono"),
    NoticeKind.LOW_BALANCE: _("Te queda poco saldo"),
    NoticeKind.EVENT_ENDS: _("Un evento termina en 24 horas"),
    NoticeKind.CREDITS_ADDED: _("Recibiste créditos"),
    NoticeKind.REQUEST_APPROVED: _("Aprobaron tu pedido de créditos"),
    NoticeKind.REQUEST_DECLINED: _("Rechazaron tu pedido de créditos"),
    NoticeKind.MILESTONE: _("Un evento llega a 50, 100 o 500 fotos"),
    NoticeKind.CREDIT_REQUEST: _("Un cliente pide créditos"),
    NoticeKind.LOW_POOL: _("A un evento le quedan pocos créditos"),
    NoticeKind.LOW_WALLET: _("Queda poco en tu billetera"),
    NoticeKind.OVERDRAFT: _("Un evento queda en sobregiro"),
    NoticeKind.EVENT_CREATED: _("Un cliente crea un evento"),
    NoticeKind.BOOTH_SILENT: _("Una cabina deja de dar señal durante su evento"),
    NoticeKind.OUT_OF_PAPER: _("Una cabina se queda sin papel o cinta"),
    NoticeKind.PRINT_IN_DOUBT: _("Una cabina no sabe si una foto salió impresa"),
    NoticeKind.OUT_OF_ORDER: _("Una cabina queda fuera de servicio"),
    NoticeKind.LEDGER_FAULT: _("El libro de créditos no cierra"),
    NoticeKind.PAYMENT_DIFFERS: _("Un pago no coincide con su compra"),
}

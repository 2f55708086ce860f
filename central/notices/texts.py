"""The texts of notices: a title and a body of each kind. Spanish is the source; `locale` has the others."""

from typing import Final

from django.utils.translation import gettext_noop

from central.notices.kinds import NoticeKind

LATE: Final = gettext_noop("Pasó el %(when)s.")
"""Behind the body of what is delivered late."""

TEXTS: Final[dict[NoticeKind, tuple[str, str]]] = {
    NoticeKind.LOW_BALANCE: (
        gettext_noop("Te queda poco saldo: %(balance)s"),
        gettext_noop("Pedile créditos a tu proveedor para seguir creando eventos."),
    ),
    NoticeKind.EVENT_ENDS: (
        gettext_noop("«%(event)s» termina el %(ends_at)s"),
        gettext_noop("Lo que quede sin usar vuelve a tu saldo cuando termine."),
    ),
    NoticeKind.CREDITS_ADDED: (
        gettext_noop("Recibiste %(credits)s"),
        gettext_noop("Tu proveedor los sumó a tu saldo. %(note)s"),
    ),
    NoticeKind.REQUEST_APPROVED: (
        gettext_noop("Tu proveedor te dio %(credits)s"),
        gettext_noop("Habías pedido %(asked)s. Ya están en tu saldo. %(note)s"),
    ),
    NoticeKind.REQUEST_DECLINED: (
        gettext_noop("Tu proveedor no aprobó tu pedido de %(asked)s"),
        gettext_noop("Tu saldo sigue igual. %(note)s"),
    ),
    NoticeKind.MILESTONE: (
        gettext_noop("«%(event)s» llegó a %(pictures)s"),
        gettext_noop("¡Felicitaciones! Tus invitados lo están disfrutando."),
    ),
    NoticeKind.CREDIT_REQUEST: (
        gettext_noop("%(client)s te pide %(asked)s"),
        gettext_noop("Podés aprobar o rechazar el pedido. %(note)s"),
    ),
    NoticeKind.LOW_POOL: (
        gettext_noop("A «%(event)s» le quedan pocos créditos"),
        gettext_noop("Hay %(credits)s sin reservar y ya se usó el %(percent)s %%. Recargalo ahora."),
    ),
    NoticeKind.LOW_WALLET: (
        gettext_noop("Tu billetera tiene %(balance)s"),
        gettext_noop("Comprá más créditos para poder asignarlos y recargar eventos."),
    ),
    NoticeKind.OVERDRAFT: (
        gettext_noop("«%(event)s» quedó en sobregiro: debe %(credits)s"),
        gettext_noop("Se pagan con lo próximo que ingrese. Hasta entonces no se pueden abrir otros eventos."),
    ),
    NoticeKind.EVENT_CREATED: (
        gettext_noop("%(client)s creó «%(event)s»"),
        gettext_noop("Empieza el %(starts_at)s, con %(credits)s."),
    ),
    NoticeKind.BOOTH_SILENT: (
        gettext_noop("No hay señal de %(booth)s"),
        gettext_noop("Está en «%(event)s», sin señal desde el %(since)s. Sin internet sigue sacando fotos."),
    ),
    NoticeKind.OUT_OF_PAPER: (
        gettext_noop("%(booth)s se quedó sin papel o cinta"),
        gettext_noop("Está en «%(event)s». Las fotos esperan y se imprimen en orden cuando lo repongan."),
    ),
    NoticeKind.PRINT_IN_DOUBT: (
        gettext_noop("%(booth)s no sabe si una foto salió impresa"),
        gettext_noop("Está en «%(event)s». Alguien del equipo tiene que mirar la impresora y responder."),
    ),
    NoticeKind.OUT_OF_ORDER: (
        gettext_noop("%(booth)s está fuera de servicio"),
        gettext_noop("Está en «%(event)s». La cabina dice: «%(sentence)s»."),
    ),
    NoticeKind.LEDGER_FAULT: (
        gettext_noop("El libro de créditos no cierra"),
        gettext_noop("La verificación encontró fallas: %(faults)s. La primera: %(sentence)s"),
    ),
    NoticeKind.PAYMENT_DIFFERS: (
        gettext_noop("Un pago no coincide con su compra"),
        gettext_noop("El pago %(payment)s de %(provider)s difiere en: %(differs)s. No se acreditó por él."),
    ),
}

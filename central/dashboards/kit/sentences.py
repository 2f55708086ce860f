"""A refusal in its reader's language: by its type; the subjects' own sentences are the API's."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from central.base.refusals import DomainError
from central.dashboards.kit.numbers import grouped
from central.events import errors as event_errors
from central.guests import files as guest_files
from central.guests import guest_list, mails
from central.server.hashing import HashingBusy
from central.tenants import errors
from central.tenants.looking import OnlyLooking
from contract.problem import Code

_BY_TYPE: Final[dict[type[DomainError], str]] = {
    errors.WrongLogin: noop("El correo o la contraseña no son correctos."),
    errors.LoginClosed: noop("Este acceso está cerrado. Consultá con quien te invitó."),
    errors.LinkUnknown: noop("Este enlace ya se usó o venció. Pedí uno nuevo."),
    errors.WrongPassword: noop("Esa no es tu contraseña actual."),
    errors.PartnerDeleted: noop("Esta agencia ya no existe en la plataforma."),
    errors.PartnerInactive: noop(
        "La cuenta de la agencia está en pausa: podés ver todo, pero no se puede cambiar ni crear nada "
        "hasta que la plataforma la reactive. Los créditos se conservan."
    ),
    errors.AddressTaken: noop("Esa dirección de correo ya tiene un acceso. Usá otra."),
    errors.AddressMissing: noop("Falta su dirección de correo: agregala primero."),
    errors.AlreadyDecided: noop("Ya se respondió de otra manera. Mirá cómo quedó."),
    errors.NotInTheirRole: noop("Tu papel en el equipo no te deja hacer esto. Pedíselo a quien sea dueño."),
    errors.LastOwner: noop("El equipo necesita alguien que sea dueño: dale antes ese papel a otra persona."),
    errors.InTheTeam: noop("Esa persona ya está en el equipo."),
    errors.TeamFull: noop("El equipo está completo. Sacá a alguien o retirá una invitación antes."),
    errors.NoDomain: noop("Eso no es un dominio que pueda ser tuyo, como fotos.ejemplo.com."),
    errors.DomainTaken: noop("Otra agencia ya demostró que ese dominio es suyo."),
    errors.DomainUnsure: noop("Los servidores de nombres no responden. Probá de nuevo en un momento."),
    errors.TooManyAttempts: noop("Demasiados intentos. Esperá unos minutos y probá de nuevo."),
    errors.TooManyChanges: noop("Hiciste demasiados cambios en una hora. Seguí más tarde."),
    OnlyLooking: noop("Estás mirando como lo ve la agencia: así no se puede cambiar nada."),
    event_errors.EndsBeforeItStarts: noop("El evento termina antes de empezar."),
    event_errors.EndsInThePast: noop("Esa fecha ya pasó: el evento tiene que terminar más adelante."),
    event_errors.LastsTooLong: noop("Un evento dura un año como máximo."),
    event_errors.EndsTooFarAhead: noop("Esa fecha está demasiado lejos: como máximo, dentro de cinco años."),
    event_errors.EventBegun: noop("El evento ya empezó: su comienzo no se puede cambiar."),
    guest_files.UnreadableList: noop(
        "No es una lista de invitados: tiene que ser un archivo CSV de hasta 5.000 líneas y 1 MB."
    ),
    guest_list.ListFull: noop("Una lista tiene 2.000 invitados como máximo; no se agregó a nadie."),
    guest_list.AddressListed: noop("Ese correo ya está en la lista."),
    mails.TooManyMails: noop(
        "Los invitados de un evento reciben hasta 3 correos por día, y un evento tiene hasta 100 en "
        "total; de prueba, hasta 10 por correo."
    ),
    mails.MailGone: noop("Ese correo ya salió, o se canceló; no cambió nada."),
    mails.BadMoment: noop("Tiene que salir de ahora en más, y dentro de un año como máximo."),
    mails.NobodyToWriteTo: noop("No hay nadie en la lista de invitados."),
    HashingBusy: noop("Hay mucha gente entrando en este momento. Probá de nuevo en unos segundos."),
}
_BY_CODE: Final[dict[Code, str]] = {
    Code.CREDITS_EXHAUSTED: noop("No alcanzan los créditos."),
    Code.CREDITS_OWED: noop("Hay créditos adeudados; primero hay que saldarlos."),
    Code.AMOUNT_NOT_ALLOWED: noop("Esa cantidad no está permitida."),
    Code.CONFIRMATION_WRONG: noop("La confirmación no coincide."),
    Code.CONFLICT: noop("Alguien lo cambió antes. Mirá cómo quedó y probá de nuevo."),
    Code.FORBIDDEN: noop("No tenés permiso para hacer esto."),
    Code.LIMIT_REACHED: noop("Se llegó al máximo permitido."),
    Code.NOT_FOUND: noop("No existe, o no es tuyo."),
    Code.PRICE_TOO_LOW: noop("El precio es más bajo que el permitido."),
    Code.RATE_LIMITED: noop("Demasiados pedidos seguidos. Esperá un momento."),
    Code.TOO_LARGE: noop("Es demasiado grande."),
    Code.TOO_SMALL: noop("Esa imagen es demasiado chica."),
    Code.TRY_LATER: noop("Ahora no se puede. Probá de nuevo en un rato."),
    Code.EVENT_ENDED: noop("El evento ya terminó."),
    Code.EVENT_NOT_STARTED: noop("El evento todavía no empezó."),
    Code.EVENT_PAUSED: noop("El evento está en pausa."),
    Code.STYLE_NOT_ALLOWED: noop("Ese estilo no está permitido acá."),
    Code.KIOSK_RETIRED: noop("Esa cabina ya fue dada de baja."),
    Code.NOT_A_PICTURE: noop("Ese archivo no es una imagen que podamos abrir."),
}


def sentence_of(error: DomainError) -> str:
    """What the person is told: in words, and how many credits are missing if that is the reason."""
    known = next((_BY_TYPE[kind] for kind in type(error).__mro__ if kind in _BY_TYPE), None)
    said = _(
        known or _BY_CODE.get(error.code) or noop("No se pudo hacer. Revisá los datos y probá de nuevo.")
    )
    if error.missing is not None:
        return said + " " + _("Faltan %(credits)s.") % {"credits": grouped(error.missing)}
    return said

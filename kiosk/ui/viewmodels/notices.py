"""Sentences about the printer that more than one page shows."""

from kiosk.domain.model import CUPS_DOWN, NO_COPY, PrintState
from kiosk.session.state import SessionState
from kiosk.styles.catalogue import Cover
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import translate

_ALARMING = {PrintState.IN_DOUBT, PrintState.HELD, *NO_COPY}


def printer_notice(scene: Scene) -> str:
    """What a guest should know about prints before choosing; empty when all is well."""
    absent = not scene.has_printer and CUPS_DOWN not in scene.booth_state.printer.reasons
    if absent or not scene.prints_at_all:
        return translate("Notices", "Hoy sin impresiones: te llevás tu retrato con el código QR.")
    if not scene.printer_ready:
        return translate("Notices", "La impresora está en pausa: tu código QR funciona igual.")
    return ""


def cover_notice(scene: Scene) -> str:
    """What a guest should know of the credits for the chosen style; empty when they are there."""
    style = scene.style
    if style is None or scene.cover(style) is Cover.SURE:
        return ""
    if scene.cover(style) is Cover.UNSURE:
        return translate(
            "Notices", "Sin internet no podemos asegurarlo: te llega si al evento le quedan créditos."
        )
    return short_notice(scene)


def short_notice(scene: Scene) -> str:
    """No credits are left, though the platform can be asked: what the guest gets all the same."""
    if scene.has_printer:
        return translate(
            "Notices",
            "A la fiesta no le quedan créditos para retratos: igual podés imprimir la versión de la cabina.",
        )
    return translate(
        "Notices",
        "A la fiesta no le quedan créditos para retratos: si se suman, el equipo puede pedir el tuyo.",
    )


def prints_sentence(scene: Scene) -> str:
    """Where the guest's prints are; empty while none was asked for and some may be."""
    session = scene.session
    if session.printing:
        return translate("Notices", "Preparando la impresión…")
    if session.print_failed:
        return translate("Notices", "No pudimos preparar tu copia. Probá otra vez o avisale al equipo.")
    if not session.prints:
        return ""
    states = {state for _, state in session.prints}
    if scene.prints_into_folder and states == {PrintState.PRINTED}:
        return translate("Notices", "¡Listo! Tu copia quedó guardada en la cabina: pedísela al equipo.")
    return _sheets_sentence(states, scene)


def _sheets_sentence(states: set[PrintState], scene: Scene) -> str:
    """Of several sheets, the one that needs somebody's attention most."""
    waits = translate("Notices", "La impresora está en pausa. Tu copia sale apenas vuelva.")
    on_its_way = translate("Notices", "Imprimiendo… sale en unos segundos.")
    in_turn = translate("Notices", "Tu copia espera su turno en la impresora.")
    sentences = {
        PrintState.IN_DOUBT: translate(
            "Notices", "No sabemos si tu copia salió. Si no está en la impresora, avisale al equipo."
        ),
        PrintState.FAILED: translate("Notices", "Tu copia no salió. Probá otra vez o avisale al equipo."),
        PrintState.CANCELLED: translate(
            "Notices", "El equipo canceló tu copia. Si la querés, pedila otra vez."
        ),
        PrintState.HELD: translate("Notices", "Tu copia está retenida. El equipo tiene que liberarla."),
        PrintState.SUBMITTED: on_its_way if scene.printer_ready else waits,
        PrintState.QUEUED: in_turn if scene.printer_ready else waits,
        PrintState.PRINTED: _printed_sentence(scene.session.copies_left),
    }
    return next((sentence for state, sentence in sentences.items() if state in states), "")


def _printed_sentence(copies_left: int) -> str:
    if copies_left < 1:
        return translate("Notices", "¡Listo! Retirá tu copia de la impresora: era la última.")
    return translate("Notices", "¡Listo! Retirá tu copia de la impresora.")


def prints_symbol(session: SessionState) -> str:
    """The icon beside `prints_sentence`, so that colour is never the only sign."""
    states = {state for _, state in session.prints}
    if session.printing:
        return "printer"
    if session.print_failed or states & _ALARMING:
        return "alert"
    if states == {PrintState.PRINTED}:
        return "check"
    return "printer"

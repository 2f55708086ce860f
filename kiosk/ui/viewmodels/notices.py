"""Sentences about the printer that more than one page shows."""

from kiosk.domain.model import NO_COPY, PrinterState, PrintState
from kiosk.session.state import SessionState
from kiosk.styles.catalogue import Cover
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import translate

_ALARMING = {PrintState.IN_DOUBT, PrintState.HELD, *NO_COPY}


def printer_notice(scene: Scene) -> str:
    """What a guest should know about prints before choosing; empty when all is well."""
    if scene.booth_state.printer.state is PrinterState.ABSENT:
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


def prints_sentence(session: SessionState, into_folder: bool = False) -> str:
    """Where the guest's prints are; empty while none was asked for. `into_folder`: in no tray but on disk."""
    if session.printing:
        return translate("Notices", "Preparando la impresión…")
    if session.print_failed:
        return translate("Notices", "No pudimos preparar tu copia. Probá otra vez o avisale al equipo.")
    states = {state for _, state in session.prints}
    if into_folder and states == {PrintState.PRINTED}:
        return translate("Notices", "¡Listo! Tu copia quedó guardada en la cabina: pedísela al equipo.")
    return _sheets_sentence(states)


def _sheets_sentence(states: set[PrintState]) -> str:
    """Of several sheets, the one that needs somebody's attention most."""
    on_its_way = translate("Notices", "Imprimiendo… sale en unos segundos.")
    sentences = {
        PrintState.IN_DOUBT: translate(
            "Notices", "La impresión no salió bien. Avisale al equipo: ya lo está viendo."
        ),
        PrintState.FAILED: translate("Notices", "Tu copia no salió. Probá otra vez o avisale al equipo."),
        PrintState.CANCELLED: translate(
            "Notices", "El equipo canceló tu copia. Si la querés, pedila otra vez."
        ),
        PrintState.HELD: translate("Notices", "La impresora está en pausa. Tu copia sale apenas vuelva."),
        PrintState.QUEUED: on_its_way,
        PrintState.SUBMITTED: on_its_way,
        PrintState.PRINTED: translate("Notices", "¡Listo! Retirá tu copia de la impresora."),
    }
    return next((sentence for state, sentence in sentences.items() if state in states), "")


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

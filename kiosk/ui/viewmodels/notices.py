"""Sentences about the printer that more than one page shows."""

from kiosk.domain.model import PrinterState, PrintState
from kiosk.session.state import SessionState
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import translate

_OVER = (PrintState.PRINTED, PrintState.CANCELLED)


def printer_notice(scene: Scene) -> str:
    """What a guest should know about prints before choosing; empty when all is well."""
    if scene.booth_state.printer.state is PrinterState.ABSENT:
        return translate("Notices", "Hoy sin impresiones: te llevás tu retrato con el código QR.")
    if not scene.printer_ready:
        return translate("Notices", "La impresora está en pausa: tu código QR funciona igual.")
    return ""


def prints_sentence(session: SessionState) -> str:
    """Where the guest's prints are; empty while none was asked for."""
    states = [state for _, state in session.prints]
    if session.printing:
        return translate("Notices", "Preparando la impresión…")
    if not states:
        return ""
    if any(state in (PrintState.FAILED, PrintState.IN_DOUBT) for state in states):
        return translate("Notices", "La impresión no salió bien. Avisale al equipo: ya lo está viendo.")
    if PrintState.HELD in states:
        return translate("Notices", "La impresora está en pausa. Tu copia sale apenas vuelva.")
    if all(state in _OVER for state in states):
        return translate("Notices", "¡Listo! Retirá tu copia de la impresora.")
    return translate("Notices", "Imprimiendo… sale en unos segundos.")


def prints_symbol(session: SessionState) -> str:
    """The icon beside `prints_sentence`, so that colour is never the only sign."""
    states = {state for _, state in session.prints}
    if states & {PrintState.FAILED, PrintState.IN_DOUBT, PrintState.HELD}:
        return "alert"
    if states and not session.printing and states <= set(_OVER):
        return "check"
    return "printer"

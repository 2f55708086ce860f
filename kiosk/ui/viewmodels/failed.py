"""A sentence a guest understands, and a way on (G8)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.model import Request
from kiosk.session.events import AnotherAsked, PrintAsked, RetakeAsked
from kiosk.session.state import Failure, Screen, SessionState
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import ViewModel, state_property, translate
from kiosk.ui.viewmodels.notices import prints_sentence, prints_symbol
from kiosk.ui.viewmodels.samples import sample_wall

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class FailedPageState:
    title: str
    sentence: str
    can_retake: bool
    can_choose: bool
    choose_label: str
    number: str
    qr: str
    look: str
    picture: str
    aspect: float
    samples: tuple[str, ...]
    can_print: bool
    printing: bool
    notice: str
    notice_symbol: str


@QmlElement
class FailedModel(ViewModel[FailedPageState]):
    screen = Screen.FAILED
    changed = Signal()
    title = state_property(str, "title", changed)
    sentence = state_property(str, "sentence", changed)
    canRetake = state_property(bool, "can_retake", changed)
    canChoose = state_property(bool, "can_choose", changed)
    chooseLabel = state_property(str, "choose_label", changed)
    number = state_property(str, "number", changed)
    qr = state_property(str, "qr", changed)
    look = state_property(str, "look", changed)
    picture = state_property(str, "picture", changed)
    aspect = state_property("double", "aspect", changed)
    samples = state_property("QVariantList", "samples", changed)
    canPrint = state_property(bool, "can_print", changed)
    printing = state_property(bool, "printing", changed)
    notice = state_property(str, "notice", changed)
    noticeSymbol = state_property(str, "notice_symbol", changed)

    def state_of(self, scene: Scene) -> FailedPageState:
        session, failure = scene.session, scene.session.failure or Failure.INTERNAL
        kept = session.request if failure is Failure.REFUSED else None
        look = file_url(session.look_path) if session.request else ""
        can_print = bool(look) and session.copies_left > 0 and scene.has_printer and not session.printing
        title, sentence = _refusal_words(session.refusal) if kept else _failure_words(failure)
        prints = prints_sentence(scene)
        return FailedPageState(
            title=title,
            sentence=sentence,
            can_retake=failure in (Failure.CAMERA, Failure.GENERATION),
            can_choose=failure is not Failure.DISK and (scene.has_choice or failure is Failure.INTERNAL),
            choose_label=_choose_label(scene),
            number=kept.ticket_label if kept else "",
            qr=kept.claim_url if kept else "",
            look=look,
            picture=look or _photo(session),
            aspect=session.framing.aspect,
            samples=sample_wall(scene),
            can_print=can_print,
            printing=session.printing,
            notice=prints or (_free_of_charge() if can_print else ""),
            notice_symbol=prints_symbol(session) if prints else "printer",
        )

    @Slot()
    def retake(self) -> None:
        self._dispatch(RetakeAsked())

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())

    @Slot()
    def printLook(self) -> None:
        self._dispatch(PrintAsked(copies=1))


def end_words(request: Request) -> tuple[str, str]:
    """Title and sentence for a guest whose picture came to nothing; empty for any other."""
    if request.refusal is not None:
        return _refusal_words(request.refusal)
    ended = request.state in (GenerationState.FAILED, GenerationState.CANCELLED)
    return _failure_words(Failure.GENERATION) if ended else ("", "")


def _photo(session: SessionState) -> str:
    """The guest's own photo, so that they see that it is safe."""
    return file_url(session.shots[-1].path) if session.shots else ""


def _choose_label(scene: Scene) -> str:
    return translate("Failed", "Otro estilo") if scene.has_choice else translate("Failed", "Probar otra vez")


def _free_of_charge() -> str:
    return translate("Failed", "La versión de la cabina ya está, y no usa créditos: ¿la imprimimos?")


def _failure_words(failure: Failure) -> tuple[str, str]:
    if failure is Failure.CAMERA:
        return (
            translate("Failed", "La cámara se distrajo"),
            translate("Failed", "No pudimos tomar la foto. Ya se está recuperando: probá de nuevo."),
        )
    if failure is Failure.DISK:
        return (
            translate("Failed", "No podemos guardar más fotos"),
            translate("Failed", "La cabina se quedó sin lugar. Avisale al equipo, por favor."),
        )
    if failure is Failure.GENERATION:
        return (
            translate("Failed", "Esta vez no salió"),
            translate("Failed", "No pudimos crear este retrato. Probá con otro estilo o con otra foto."),
        )
    if failure is Failure.REFUSED:
        return translate("Failed", "Esta vez no salió"), _our_fault()
    return (
        translate("Failed", "Algo se trabó"),
        translate("Failed", "No fue tu culpa. Tus fotos están a salvo: probá otra vez."),
    )


def _refusal_words(refusal: Code | None) -> tuple[str, str]:
    """What the platform's refusal means for the guest, who had no part in it, and what can be done."""
    ask = translate(
        "Failed",
        "Guardá tu número y el código: quien atiende la cabina puede volver a pedirlo con esta foto.",
    )
    return translate("Failed", "Tu retrato quedó en espera"), f"{_refusal_reason(refusal)} {ask}"


def _refusal_reason(refusal: Code | None) -> str:
    reasons = {
        Code.CREDITS_EXHAUSTED: translate("Failed", "A la fiesta se le terminaron los retratos por ahora."),
        Code.EVENT_NOT_STARTED: translate("Failed", "La fiesta todavía no empezó."),
        Code.EVENT_ENDED: translate("Failed", "La fiesta ya terminó."),
        Code.EVENT_PAUSED: translate("Failed", "La fiesta pausó los retratos por un rato."),
        Code.PARTNER_INACTIVE: translate("Failed", "El servicio de retratos está suspendido por ahora."),
        Code.STYLE_NOT_ALLOWED: translate("Failed", "Este estilo ya no está disponible en esta fiesta."),
    }
    return reasons[refusal] if refusal in reasons else _our_fault()


def _our_fault() -> str:
    return translate("Failed", "Tuvimos un problema nuestro con tu pedido.")

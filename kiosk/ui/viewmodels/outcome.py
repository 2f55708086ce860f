"""While the picture is made, and how it ended: processing, ticket, result, failure (G6 to G8)."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from contract.config import PrintLayout
from kiosk.domain.model import Funding
from kiosk.session.events import AnotherAsked, LeaveAsked, PrintAsked, RetakeAsked
from kiosk.session.state import Failure, Progress, Screen, SessionState
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import Dispatch, ViewModel, shown, translate
from kiosk.ui.viewmodels.gallery import Rows
from kiosk.ui.viewmodels.notices import printer_notice, prints_sentence, prints_symbol

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


def _picture(session: SessionState) -> str:
    """The on-booth look once it is made, else the photo itself."""
    return file_url(session.look_path or (session.hero.path if session.hero else None))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; `stage` is `done`, `now` or `next`."""

    label: str
    stage: str


@dataclass(frozen=True, slots=True)
class ProcessingFace:
    picture: str
    style_name: str
    steps: tuple[Step, ...]
    fraction: float
    promise: str


@QmlElement
class ProcessingModel(ViewModel[ProcessingFace]):
    """True progress: a step is ticked when it has happened."""

    screen = Screen.PROCESSING
    changed = Signal()
    picture = shown(str, "picture", changed)
    styleName = shown(str, "style_name", changed)
    fraction = shown("double", "fraction", changed)
    promise = shown(str, "promise", changed)

    def __init__(self, dispatch: Dispatch, parent: QObject | None = None) -> None:
        super().__init__(dispatch, parent)
        self._steps = Rows(Step, self)

    @Property(QObject, constant=True)
    def steps(self) -> Rows:
        return self._steps

    def see(self, scene: Scene) -> ProcessingFace:
        session, style = scene.session, scene.style
        return ProcessingFace(
            picture=_picture(session),
            style_name=style.name.text(session.language) if style else "",
            steps=_steps(session.progress),
            fraction=_fraction(session),
            promise=_promise(scene),
        )

    def show(self, scene: Scene) -> None:
        before = self.face.steps
        super().show(scene)
        if self.face.steps != before or not self._steps.rowCount():
            self._steps.replace(self.face.steps)

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


def _steps(progress: Progress) -> tuple[Step, ...]:
    labels = (
        translate("Processing", "Foto guardada"),
        translate("Processing", "Foto enviada"),
        translate("Processing", "Retrato creado"),
        translate("Processing", "Retrato en la cabina"),
    )
    done = _STEPS_DONE[progress]
    return tuple(
        Step(label, "done" if place < done else "now" if place == done else "next")
        for place, label in enumerate(labels)
    )


_STEPS_DONE = {
    Progress.KEPT: 1,
    Progress.SENT: 2,
    Progress.MAKING: 2,
    Progress.FETCHING: 3,
    Progress.READY: 4,
}
_PARTS = {
    Progress.KEPT: (0.05, 0.25),
    Progress.SENT: (0.25, 0.35),
    Progress.MAKING: (0.35, 0.85),
    Progress.FETCHING: (0.85, 1.0),
    Progress.READY: (1.0, 1.0),
}
"""How much of the ring each step is: from, to."""


def _fraction(session: SessionState) -> float:
    start, end = _PARTS[session.progress]
    return start + (end - start) * min(1.0, max(0.0, session.progress_fraction))


def _promise(scene: Scene) -> str:
    if scene.online:
        return translate("Processing", "Si tarda, te damos un código y lo ves en tu celular.")
    return translate("Processing", "Tu foto ya está a salvo en la cabina.")


@dataclass(frozen=True, slots=True)
class PicturesFace:
    """What ticket and result share. `before` and `after` are addresses of pictures."""

    number: str
    qr: str
    link: str
    before: str
    after: str
    strip: bool
    sentence: str
    copies_left: int
    can_print: bool
    printing: bool
    prints: str
    prints_symbol: str
    notice: str


def _pictures(scene: Scene, after: str, sentence: str) -> PicturesFace:
    session, request = scene.session, scene.session.request
    return PicturesFace(
        number=f"{request.ticket:03d}" if request else "",
        qr=request.claim_url if request else "",
        link=_without_scheme(request.claim_url) if request else "",
        before=file_url(session.hero.path) if session.hero else "",
        after=after,
        strip=session.layout is PrintLayout.STRIP,
        sentence=sentence,
        copies_left=session.copies_left,
        can_print=bool(after) and session.copies_left > 0 and scene.has_printer and not session.printing,
        printing=session.printing,
        prints=prints_sentence(session),
        prints_symbol=prints_symbol(session),
        notice=printer_notice(scene),
    )


def _without_scheme(url: str) -> str:
    return url.split("://", 1)[-1]


@QmlElement
class TicketModel(ViewModel[PicturesFace]):
    """The picture follows: a number, a code that is right already, and a print of the on-booth look."""

    screen = Screen.TICKET
    changed = Signal()
    number = shown(str, "number", changed)
    qr = shown(str, "qr", changed)
    picture = shown(str, "after", changed)
    sentence = shown(str, "sentence", changed)
    canPrint = shown(bool, "can_print", changed)
    printing = shown(bool, "printing", changed)
    prints = shown(str, "prints", changed)
    printsSymbol = shown(str, "prints_symbol", changed)
    notice = shown(str, "notice", changed)

    def see(self, scene: Scene) -> PicturesFace:
        return _pictures(scene, file_url(scene.session.look_path), _ticket_sentence(scene))

    @Slot()
    def printLook(self) -> None:
        self._dispatch(PrintAsked(copies=1))

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


def _ticket_sentence(scene: Scene) -> str:
    request = scene.session.request
    if request is not None and request.funding is Funding.UNFUNDED:
        return translate(
            "Ticket", "Escaneá el código: tu retrato aparece ahí si al evento le quedan créditos."
        )
    return translate("Ticket", "Escaneá el código: tu retrato aparece ahí apenas esté listo.")


@QmlElement
class ResultModel(ViewModel[PicturesFace]):
    """The picture, its QR code, and prints up to the event's limit."""

    screen = Screen.RESULT
    changed = Signal()
    copiesChanged = Signal()
    number = shown(str, "number", changed)
    qr = shown(str, "qr", changed)
    before = shown(str, "before", changed)
    after = shown(str, "after", changed)
    copiesLeft = shown(int, "copies_left", changed)
    canPrint = shown(bool, "can_print", changed)
    printing = shown(bool, "printing", changed)
    prints = shown(str, "prints", changed)
    printsSymbol = shown(str, "prints_symbol", changed)
    notice = shown(str, "notice", changed)

    _copies = 1

    @Property(int, notify=copiesChanged)
    def copies(self) -> int:
        return self._copies

    def see(self, scene: Scene) -> PicturesFace:
        return _pictures(scene, file_url(scene.session.result_path), "")

    def show(self, scene: Scene) -> None:
        super().show(scene)
        if self._copies > max(1, self.face.copies_left):
            self.chooseCopies(self.face.copies_left)

    @Slot(int)
    def chooseCopies(self, copies: int) -> None:
        within = max(1, min(copies, self.face.copies_left))
        if within != self._copies:
            self._copies = within
            self.copiesChanged.emit()

    @Slot()
    def printResult(self) -> None:
        self._dispatch(PrintAsked(copies=self._copies))

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


@dataclass(frozen=True, slots=True)
class FailedFace:
    title: str
    sentence: str
    photo: str
    can_retake: bool
    can_choose: bool


@QmlElement
class FailedModel(ViewModel[FailedFace]):
    """A sentence a guest understands, and a way on (G8)."""

    screen = Screen.FAILED
    changed = Signal()
    title = shown(str, "title", changed)
    sentence = shown(str, "sentence", changed)
    photo = shown(str, "photo", changed)
    canRetake = shown(bool, "can_retake", changed)
    canChoose = shown(bool, "can_choose", changed)

    def see(self, scene: Scene) -> FailedFace:
        failure = scene.session.failure or Failure.INTERNAL
        title, sentence = _failure_words(failure)
        hero = scene.session.hero
        return FailedFace(
            title=title,
            sentence=sentence,
            photo=file_url(hero.path) if hero else "",
            can_retake=failure in (Failure.CAMERA, Failure.GENERATION),
            can_choose=failure is not Failure.DISK,
        )

    @Slot()
    def retake(self) -> None:
        self._dispatch(RetakeAsked())

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


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
        return (
            translate("Failed", "Ahora no podemos hacer este retrato"),
            translate("Failed", "El evento no lo permite en este momento. Podés elegir otro estilo."),
        )
    return (
        translate("Failed", "Algo se trabó"),
        translate("Failed", "No fue tu culpa. Tus fotos están a salvo: probá otra vez."),
    )

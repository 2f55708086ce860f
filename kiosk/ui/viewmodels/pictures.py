"""The ticket and the result: the guest's code, the picture, and the prints of it (G7)."""

from dataclasses import dataclass

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.model import Funding
from kiosk.session.events import AnotherAsked, PrintAsked
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import ViewModel, state_property, translate
from kiosk.ui.viewmodels.notices import printer_notice, prints_sentence, prints_symbol


@dataclass(frozen=True, slots=True)
class PicturesState:
    """`before` and `after` are URLs of pictures."""

    number: str
    qr: str
    before: str
    after: str
    sentence: str
    copies_left: int
    can_print: bool
    printing: bool
    prints: str
    prints_symbol: str
    notice: str


class PicturesModel(ViewModel[PicturesState]):
    """The base of both."""

    changed = Signal()
    number = state_property(str, "number", changed)
    qr = state_property(str, "qr", changed)
    before = state_property(str, "before", changed)
    after = state_property(str, "after", changed)
    sentence = state_property(str, "sentence", changed)
    copiesLeft = state_property(int, "copies_left", changed)
    canPrint = state_property(bool, "can_print", changed)
    printing = state_property(bool, "printing", changed)
    prints = state_property(str, "prints", changed)
    printsSymbol = state_property(str, "prints_symbol", changed)
    notice = state_property(str, "notice", changed)

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())


def pictures_state(scene: Scene, after: str, sentence: str) -> PicturesState:
    session, request = scene.session, scene.session.request
    return PicturesState(
        number=f"{request.ticket:03d}" if request else "",
        qr=request.claim_url if request else "",
        before=file_url(session.hero.path) if session.hero else "",
        after=after,
        sentence=sentence,
        copies_left=session.copies_left,
        can_print=bool(after) and session.copies_left > 0 and scene.has_printer and not session.printing,
        printing=session.printing,
        prints=prints_sentence(session),
        prints_symbol=prints_symbol(session),
        notice=printer_notice(scene),
    )


class TicketModel(PicturesModel):
    """The picture follows: a number, a code that is right already, and a print of the on-booth look."""

    screen = Screen.TICKET

    def state_of(self, scene: Scene) -> PicturesState:
        return pictures_state(scene, file_url(scene.session.look_path), _ticket_sentence(scene))

    @Slot()
    def printLook(self) -> None:
        self._dispatch(PrintAsked(copies=1))


def _ticket_sentence(scene: Scene) -> str:
    request = scene.session.request
    if request is not None and request.funding is Funding.UNFUNDED:
        return translate(
            "Ticket", "Escaneá el código: tu retrato aparece ahí si al evento le quedan créditos."
        )
    return translate("Ticket", "Escaneá el código: tu retrato aparece ahí apenas esté listo.")


class ResultModel(PicturesModel):
    """The picture is here; prints up to the event's limit."""

    screen = Screen.RESULT
    copiesChanged = Signal()

    _copies = 1

    @Property(int, notify=copiesChanged)
    def copies(self) -> int:
        return self._copies

    def state_of(self, scene: Scene) -> PicturesState:
        return pictures_state(scene, file_url(scene.session.result_path), "")

    def show(self, scene: Scene) -> None:
        super().show(scene)
        if self._copies > max(1, self.state.copies_left):
            self.chooseCopies(self.state.copies_left)

    @Slot(int)
    def chooseCopies(self, copies: int) -> None:
        within = max(1, min(copies, self.state.copies_left))
        if within != self._copies:
            self._copies = within
            self.copiesChanged.emit()

    @Slot()
    def printResult(self) -> None:
        self._dispatch(PrintAsked(copies=self._copies))

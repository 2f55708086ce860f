"""What the ticket and the result page share: the guest's code, the picture, and the prints of it."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot

from kiosk.session.events import AnotherAsked
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import ViewModel, state_property
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
    aspect: float


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
    aspect = state_property("double", "aspect", changed)

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())


def pictures_state(scene: Scene, after: str, sentence: str) -> PicturesState:
    session, request = scene.session, scene.session.request
    return PicturesState(
        number=request.ticket_label if request else "",
        qr=request.claim_url if request else "",
        before=file_url(session.hero.path) if session.hero else "",
        after=after,
        sentence=sentence,
        copies_left=session.copies_left,
        can_print=bool(after) and session.copies_left > 0 and scene.has_printer and not session.printing,
        printing=session.printing,
        prints=prints_sentence(scene),
        prints_symbol=prints_symbol(session),
        notice=printer_notice(scene),
        aspect=session.framing.aspect,
    )

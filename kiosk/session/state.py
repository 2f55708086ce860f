"""The state of the guest flow: one frozen value, which holds all that a screen shows of the session."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from contract.config import Orientation, PrintLayout
from contract.problem import Code
from kiosk.domain.framing import Framing, framing_of
from kiosk.domain.machine import Event
from kiosk.domain.model import Language, PrintState, Progress, Request, Shot
from kiosk.styles.catalogue import Catalogue

STRIP_SHOTS = 3


class Screen(StrEnum):
    """The screens of the booth; QML has one page for each."""

    ATTRACT = "attract"
    CONSENT = "consent"
    DECLINED = "declined"
    GALLERY = "gallery"
    CAMERA = "camera"
    REVIEW = "review"
    PROCESSING = "processing"
    TICKET = "ticket"
    RESULT = "result"
    FAILED = "failed"
    RESUME = "resume"
    GOODBYE = "goodbye"
    CLOSED = "closed"


class Shutter(StrEnum):
    """What the camera screen is doing."""

    AIMING = "aiming"
    COUNTDOWN = "countdown"
    TAKING = "taking"


class ClosedReason(StrEnum):
    """Why the booth takes no guests at the moment, most basic first."""

    DISK = "disk"
    NOT_ENROLLED = "not_enrolled"
    NO_EVENT = "no_event"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    PAUSED = "paused"
    EXHAUSTED = "exhausted"
    CAMERA = "camera"


class Failure(StrEnum):
    """Why there is no picture; the screen has a sentence for each."""

    CAMERA = "camera"
    DISK = "disk"
    GENERATION = "generation"
    REFUSED = "refused"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class SessionState:
    """One guest's session, from first touch to goodbye. Deadlines are monotonic seconds."""

    screen: Screen = Screen.ATTRACT
    language: Language = Language.ES
    large_text: bool = False
    session_id: UUID | None = None
    awaiting: str = ""
    """The class name of the effect that is being made durable; touches wait for it."""
    consented: bool = False
    """The consent is durable; no photo is taken before."""
    closed: ClosedReason | None = None
    style_id: UUID | None = None
    layout: PrintLayout = PrintLayout.SINGLE
    orientation: Orientation = Orientation.PORTRAIT
    shots: tuple[Shot, ...] = ()
    retakes_left: int = 0
    shutter: Shutter = Shutter.AIMING
    shutter_deadline: float | None = None
    """When the photo is taken; the screen counts down to it."""
    seconds_sounded: int = 0
    """The last whole second of the countdown that was sounded."""
    request: Request | None = None
    progress: Progress = Progress.KEPT
    progress_fraction: float = 0.0
    """Of the current step, 0 to 1, where it is known."""
    result_deadline: float | None = None
    look_path: Path | None = None
    """The on-booth look of the hero shot, once made."""
    result_path: Path | None = None
    copies_left: int = 0
    prints: tuple[tuple[UUID, PrintState], ...] = ()
    printing: bool = False
    """A print is being composed or queued right now."""
    print_failed: bool = False
    """The last print asked for could not be composed or queued; the guest may ask again."""
    early: tuple[Event, ...] = ()
    """News that came before what it is about; it counts as soon as that is known."""
    failure: Failure | None = None
    refusal: Code | None = None
    """The platform's word, if it refused the request."""
    idle_deadline: float | None = None
    """When the session ends by itself; the 'still there?' countdown shows before it."""
    asking_still_there: bool = False

    @property
    def busy(self) -> bool:
        """An effect is being made durable."""
        return bool(self.awaiting)

    @property
    def framing(self) -> Framing:
        """What of the camera's picture is shown, taken, sent and printed."""
        return framing_of(self.layout, self.orientation)

    @property
    def shots_wanted(self) -> int:
        """How many photos the layout takes."""
        return STRIP_SHOTS if self.layout is PrintLayout.STRIP else 1

    def layout_is_settled(self, catalogue: Catalogue) -> bool:
        """Another layout needs other photos, and the guest has no retake left for them."""
        return bool(self.shots) and self.retakes_left <= 0 and self.layout in catalogue.layouts

    @property
    def next_shot(self) -> int:
        """The place of the photo to be taken next; of a strip, perhaps one between two others."""
        taken = {shot.index for shot in self.shots}
        return next((place for place in range(self.shots_wanted) if place not in taken), len(taken))

    @property
    def hero(self) -> Shot | None:
        """The shot that becomes the AI picture: of a strip, the last."""
        return self.shots[-1] if self.shots else None

"""What can happen to a session: actions of the guest, news from around, and results of effects."""

from dataclasses import field
from pathlib import Path
from uuid import UUID

from contract.config import Orientation, PrintLayout
from contract.ids import new_id
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.machine import Event
from kiosk.domain.model import InterruptedSession, Language, PrintJob, PrintState, Progress, Request, Shot
from kiosk.session.effects import Recorded


class Touched(Event):
    """The attract screen was touched; `session_id` is for the session that may begin."""

    session_id: UUID = field(default_factory=new_id)


class LanguageChosen(Event):
    language: Language


class LargeTextChosen(Event):
    on: bool


class ConsentGiven(Event):
    pass


class ConsentRefused(Event):
    pass


class StyleChosen(Event):
    style_id: UUID
    layout: PrintLayout = PrintLayout.SINGLE


class OrientationChosen(Event):
    """Upright or wide, while the guest aims."""

    orientation: Orientation


class ShutterPressed(Event):
    pass


class RetakeAsked(Event):
    """Take the photos again; of a strip, perhaps only the one at `index`."""

    index: int | None = None


class MakeItAsked(Event):
    """The guest likes the photo: make the picture."""


class PrintAsked(Event):
    """Print the result; where there is none, the on-booth look."""

    copies: int = 1


class AnotherAsked(Event):
    """Another picture for the same guest."""


class BackAsked(Event):
    """One step back, where that loses nothing."""


class LeaveAsked(Event):
    """The guest is done; possible on every screen."""


class StillHere(Event):
    """The answer to 'still there?'; any touch counts as one."""


class ContinueAsked(Event):
    """Go on with the session that a power cut interrupted."""


class StartOverAsked(Event):
    """Drop the interrupted session."""


class SessionFound(Event):
    """At start, a session that a power cut interrupted was found."""

    interrupted: InterruptedSession


class EffectDone(Event):
    """The effect is durable; it has no other result."""

    effect: Recorded


class ShotKept(Event):
    """The photo is durable on disk."""

    shot: Shot


class RequestKept(Event):
    """Request, debit and op are durable."""

    request: Request


class LookMade(Event):
    shot_id: UUID
    path: Path


class PrintsQueued(Event):
    session_id: UUID
    jobs: tuple[PrintJob, ...]


class PrintMoved(Event):
    print_id: UUID
    state: PrintState


class ProgressMoved(Event):
    generation_id: UUID
    progress: Progress
    fraction: float = 0.0


class GenerationMoved(Event):
    """The picture is ready, with its verified file, or has failed."""

    generation_id: UUID
    state: GenerationState
    path: Path | None = None
    refusal: Code | None = None
    """Why the platform rejected the request itself; no work was begun."""

"""What can happen to a session: actions of the guest, news from around, and results of effects."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from contract.config import PrintLayout
from contract.ids import new_id
from contract.sync import GenerationState
from kiosk.domain.machine import Event
from kiosk.domain.model import InterruptedSession, Language, PrintJob, PrintState, Progress, Request, Shot
from kiosk.session.effects import BeginSession, DiscardShots, RecordConsent, RecordStyle


@dataclass(frozen=True, slots=True)
class Touched(Event):
    """The attract screen was touched; `session_id` is for the session that may begin."""

    session_id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class LanguageChosen(Event):
    language: Language


@dataclass(frozen=True, slots=True)
class LargeTextChosen(Event):
    on: bool


@dataclass(frozen=True, slots=True)
class ConsentGiven(Event):
    pass


@dataclass(frozen=True, slots=True)
class ConsentRefused(Event):
    pass


@dataclass(frozen=True, slots=True)
class StyleChosen(Event):
    style_id: UUID
    layout: PrintLayout = PrintLayout.SINGLE


@dataclass(frozen=True, slots=True)
class ShutterPressed(Event):
    pass


@dataclass(frozen=True, slots=True)
class RetakeAsked(Event):
    pass


@dataclass(frozen=True, slots=True)
class MakeItAsked(Event):
    """The guest likes the photo: make the picture."""


@dataclass(frozen=True, slots=True)
class PrintAsked(Event):
    """Print the result, or on the ticket screen the on-booth look."""

    copies: int = 1


@dataclass(frozen=True, slots=True)
class AnotherAsked(Event):
    """Another picture for the same guest."""


@dataclass(frozen=True, slots=True)
class BackAsked(Event):
    """One step back, where that loses nothing."""


@dataclass(frozen=True, slots=True)
class LeaveAsked(Event):
    """The guest is done; possible on every screen."""


@dataclass(frozen=True, slots=True)
class StillHere(Event):
    """The answer to 'still there?'; any touch counts as one."""


@dataclass(frozen=True, slots=True)
class ContinueAsked(Event):
    """Go on with the session that a power cut interrupted."""


@dataclass(frozen=True, slots=True)
class StartOverAsked(Event):
    """Drop the interrupted session."""


@dataclass(frozen=True, slots=True)
class SessionFound(Event):
    """At start, a session that a power cut interrupted was found."""

    interrupted: InterruptedSession


@dataclass(frozen=True, slots=True)
class EffectDone(Event):
    """The effect is durable; it has no other result."""

    effect: BeginSession | RecordConsent | RecordStyle | DiscardShots


@dataclass(frozen=True, slots=True)
class ShotKept(Event):
    """The photo is durable on disk."""

    shot: Shot


@dataclass(frozen=True, slots=True)
class RequestKept(Event):
    """Request, debit and op are durable."""

    request: Request


@dataclass(frozen=True, slots=True)
class LookMade(Event):
    shot_id: UUID
    path: Path


@dataclass(frozen=True, slots=True)
class PrintsQueued(Event):
    session_id: UUID
    jobs: tuple[PrintJob, ...]


@dataclass(frozen=True, slots=True)
class PrintMoved(Event):
    print_id: UUID
    state: PrintState


@dataclass(frozen=True, slots=True)
class ProgressMoved(Event):
    generation_id: UUID
    progress: Progress
    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class GenerationMoved(Event):
    """The picture is ready, with its verified file, or has failed."""

    generation_id: UUID
    state: GenerationState
    path: Path | None = None
    refused: bool = False
    """The platform rejected the request itself; no work was begun."""

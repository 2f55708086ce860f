"""A scripted guest before the pure machine: effects are collected, and answered as the engine would."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.config import Limits, PrintLayout
from contract.ids import new_claim_code, new_id
from contract.sync import GenerationState
from kiosk.domain.booth_state import BoothState
from kiosk.domain.framing import PORTRAIT, Framing
from kiosk.domain.machine import BoothStateChanged, Effect, Event, Ticked
from kiosk.domain.model import (
    CameraState,
    CameraStatus,
    Funding,
    Link,
    PrinterState,
    PrinterStatus,
    PrintJob,
    PrintState,
    Request,
    Shot,
    SyncStatus,
)
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.machine import step
from kiosk.session.state import Screen, SessionState
from tests.kiosk.worlds import WHEN, config, named

LIMITS = Limits(
    copies=2,
    retakes=2,
    countdown_seconds=3,
    idle_seconds=60,
    idle_warning_seconds=15,
    result_deadline_seconds=45,
)
TAKEN = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def booth_state(**changes: Any) -> BoothState:
    """A booth in order: online, camera live, printer ready."""
    fields: dict[str, Any] = {
        "config": config(LIMITS),
        "enrolled": True,
        "camera": CameraStatus(CameraState.LIVE),
        "printer": PrinterStatus(PrinterState.READY),
        "sync": SyncStatus(link=Link.ONLINE),
    }
    return BoothState(**(fields | changes))


def shot(session_id: UUID, index: int, framing: Framing = PORTRAIT) -> Shot:
    size = framing.width, framing.height
    return Shot(new_id(), session_id, index, Path(f"/photos/{index}.jpg"), "a" * 64, *size, TAKEN)


def request(
    session_id: UUID, made: fx.MakeRequest | None = None, funding: Funding = Funding.LEASED
) -> Request:
    return Request(
        generation_id=new_id(),
        session_id=session_id,
        style_id=made.style_id if made else named("ink"),
        shot_id=made.shot.id if made else new_id(),
        price=made.price if made else 100,
        funding=funding,
        claim_code=new_claim_code(),
        claim_url="http://platform.example/g/X",
        ticket=1,
        requested_at=TAKEN,
        state=GenerationState.AWAITING_PHOTO,
    )


class Guest:
    """Drives `step`. Results of durable effects come at once unless `slow` holds them back."""

    def __init__(self, around: BoothState | None = None, funding: Funding = Funding.LEASED) -> None:
        self.booth_state = around or booth_state()
        self.session = SessionState()
        self.now = 1000.0
        self.wall = WHEN
        self.funding = funding
        self.slow = False
        self.effects: list[Effect] = []
        self.waiting: list[Effect] = []

    def send(self, event: Event) -> "Guest":
        taken = step(self.session, self.booth_state, event, self.now, self.wall)
        self.session = taken.session
        self.effects += taken.effects
        for effect in taken.effects:
            if self.slow:
                self.waiting.append(effect)
            else:
                self.answer(effect)
        return self

    def answer(self, effect: Effect) -> None:
        outcome = self.outcome(effect)
        if outcome is not None:
            self.send(outcome)

    def outcome(self, effect: Effect) -> Event | None:
        match effect:
            case fx.BeginSession() | fx.RecordConsent() | fx.RecordStyle() | fx.DiscardShots():
                return ev.EffectDone(effect)
            case fx.TakeShot():
                return ev.ShotKept(shot(effect.session_id, effect.index, effect.framing))
            case fx.MakeRequest():
                return ev.RequestKept(request(effect.session_id, effect, self.funding))
            case fx.MakeLook():
                return ev.LookMade(effect.shot.id, Path("/looks/x.jpg"))
            case fx.PrintPicture():
                return ev.PrintsQueued(effect.session_id, self._jobs(effect))
        return None

    def _jobs(self, effect: fx.PrintPicture) -> tuple[PrintJob, ...]:
        path = Path("/prints/x.jpg")
        return tuple(
            PrintJob(new_id(), effect.session_id, None, path, n, PrintState.QUEUED, TAKEN)
            for n in range(effect.copies)
        )

    def pass_time(self, seconds: float, pace: float = 0.1) -> "Guest":
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + pace)
            self.send(Ticked())
        return self

    def learn(self, **changes: Any) -> "Guest":
        self.booth_state = (
            booth_state(**changes) if not changes.get("booth_state") else changes["booth_state"]
        )
        return self.send(BoothStateChanged(self.booth_state))

    def did(self, kind: type) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    # --- the way -----------------------------------------------------------------------------------

    def to_consent(self) -> "Guest":
        return self.send(ev.Touched())

    def to_gallery(self) -> "Guest":
        return self.to_consent().send(ev.ConsentGiven())

    def to_camera(self, layout: PrintLayout = PrintLayout.SINGLE, style: str = "ink") -> "Guest":
        return self.to_gallery().send(ev.StyleChosen(named(style), layout))

    def shoot(self) -> "Guest":
        self.send(ev.ShutterPressed())
        while self.session.screen is Screen.CAMERA:
            self.pass_time(0.5)
        return self

    def to_review(self, layout: PrintLayout = PrintLayout.SINGLE) -> "Guest":
        return self.to_camera(layout).shoot()

    def to_processing(self) -> "Guest":
        return self.to_review().send(ev.MakeItAsked())

    def to_ticket(self) -> "Guest":
        self.to_processing()
        if self.session.screen is Screen.PROCESSING:
            self.pass_time(LIMITS.result_deadline_seconds + 0.1)
        return self

    def result(self, state: GenerationState = GenerationState.READY, **how: Any) -> "Guest":
        assert self.session.request is not None
        path = Path("/results/x.jpg") if state is GenerationState.READY else None
        return self.send(ev.GenerationMoved(self.session.request.generation_id, state, path, **how))

    def to_result(self) -> "Guest":
        return self.to_processing().result()

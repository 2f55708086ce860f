"""From an effect to the part that carries it out, and back as an event."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kiosk.domain.ports import Frame
from kiosk.engine.parts import Parts
from kiosk.engine.pictures import Wanted
from kiosk.engine.workers import Errands
from kiosk.session.effects import (
    BeginSession,
    DiscardShots,
    Effect,
    EndSession,
    MakeLook,
    MakeRequest,
    PrintPicture,
    RecordConsent,
    RecordLanguage,
    RecordStyle,
    ShowPreview,
    TakeShot,
)
from kiosk.session.events import (
    ConsentRecorded,
    Event,
    LookMade,
    PrintsQueued,
    RequestKept,
    SessionBegun,
    ShotKept,
    ShotsDiscarded,
    StyleRecorded,
)
from kiosk.session.visit import Facts, Visit

_TEST_MARK = "TEST"


class Carrier:
    """Sends each effect to the thread that owns its thing; nothing here blocks."""

    def __init__(self, parts: Parts, errands: Errands, wall: Callable[[], datetime]) -> None:
        self._parts = parts
        self._store = parts.store
        self._errands = errands
        self._wall = wall
        self._ways: dict[type[Effect], Callable[[Any, Visit, Facts], None]] = {
            BeginSession: self._begin,
            RecordConsent: self._consent,
            RecordLanguage: self._language,
            RecordStyle: self._style,
            ShowPreview: self._preview,
            TakeShot: self._shot,
            DiscardShots: self._discard,
            MakeRequest: self._request,
            MakeLook: self._look,
            PrintPicture: self._print,
            EndSession: self._end,
        }

    def carry_out(self, effect: Effect, visit: Visit, facts: Facts) -> None:
        """Begin; the outcome is posted."""
        self._ways[type(effect)](effect, visit, facts)

    def _durably(self, effect: Effect, work: Callable[[], Event | None]) -> None:
        self._errands.run(self._store.database.writer, effect, work)

    def _begin(self, effect: BeginSession, visit: Visit, facts: Facts) -> None:
        assert facts.config is not None and facts.config.event is not None
        event_id, at = facts.config.event.id, self._wall()

        def work() -> Event:
            self._store.begin_session(effect.session_id, event_id, effect.language, at)
            return SessionBegun(effect.session_id)

        self._durably(effect, work)

    def _consent(self, effect: RecordConsent, visit: Visit, facts: Facts) -> None:
        at = self._wall()

        def work() -> Event:
            self._store.record_consent(effect.session_id, effect.version, at)
            return ConsentRecorded(effect.session_id)

        self._durably(effect, work)

    def _language(self, effect: RecordLanguage, visit: Visit, facts: Facts) -> None:
        self._durably(effect, lambda: self._store.set_language(effect.session_id, effect.language))

    def _style(self, effect: RecordStyle, visit: Visit, facts: Facts) -> None:
        def work() -> Event:
            self._store.choose_style(effect.session_id, effect.style_id, effect.layout)
            return StyleRecorded(effect.session_id)

        self._durably(effect, work)

    def _preview(self, effect: ShowPreview, visit: Visit, facts: Facts) -> None:
        self._parts.camera.set_preview(effect.on)

    def _shot(self, effect: TakeShot, visit: Visit, facts: Facts) -> None:
        def taken(photo: Frame | Exception) -> None:
            if isinstance(photo, Exception):
                self._errands.failed(effect, photo)
            else:
                self._errands.run(self._parts.imaging, effect, lambda: keep(photo))

        def keep(photo: Frame) -> Event:
            at = self._wall()
            return ShotKept(self._parts.pictures.keep_shot(effect.session_id, effect.index, photo, at))

        self._parts.camera.capture(taken)

    def _discard(self, effect: DiscardShots, visit: Visit, facts: Facts) -> None:
        def work() -> Event:
            self._store.discard_shots(effect.session_id)
            return ShotsDiscarded(effect.session_id)

        self._durably(effect, work)

    def _request(self, effect: MakeRequest, visit: Visit, facts: Facts) -> None:
        at = self._wall()

        def work() -> Event:
            kept = self._store.request(effect.session_id, effect.shot, effect.style_id, effect.price, at)
            self._parts.sync.wake()
            return RequestKept(kept)

        self._durably(effect, work)

    def _look(self, effect: MakeLook, visit: Visit, facts: Facts) -> None:
        assert facts.config is not None
        accent = facts.config.branding.primary_color

        def work() -> Event:
            return LookMade(effect.shot.id, self._parts.pictures.look(effect.shot, effect.look, accent))

        self._errands.run(self._parts.imaging, effect, work)

    def _print(self, effect: PrintPicture, visit: Visit, facts: Facts) -> None:
        wanted = _wanted(effect, visit, facts)

        def work() -> Event:
            jobs = self._parts.pictures.print(wanted, self._parts.printer.sheet())
            self._parts.printer.wake()
            return PrintsQueued(effect.session_id, tuple(jobs))

        self._errands.run(self._parts.imaging, effect, work)

    def _end(self, effect: EndSession, visit: Visit, facts: Facts) -> None:
        at = self._wall()

        def work() -> None:
            self._store.end_session(effect.session_id, effect.outcome, at)
            self._parts.sync.wake()

        self._durably(effect, work)


def _wanted(effect: PrintPicture, visit: Visit, facts: Facts) -> Wanted:
    assert facts.config is not None and visit.request is not None
    style = facts.config.styles().get(visit.request.style_id)
    return Wanted(
        session_id=effect.session_id,
        request=visit.request,
        shots=visit.shots,
        layout=visit.layout,
        look=style.look if style else "",
        result=visit.result_path if effect.with_result else None,
        copies=effect.copies,
        config=facts.config,
        test_mark=_TEST_MARK if facts.test_mode else "",
    )

"""The guest flow's effects: each is sent to the part that carries it out, and returns as an event."""

from collections.abc import Callable
from functools import partial

from kiosk.domain.booth_state import BoothState
from kiosk.domain.machine import Effect, Event
from kiosk.domain.ports import Frame
from kiosk.engine.container import Container
from kiosk.engine.effects import EffectRunner
from kiosk.engine.hosting import EffectTable
from kiosk.engine.imaging import GuestPrint
from kiosk.session import effects
from kiosk.session.events import EffectDone, LookMade, PrintsQueued, RequestKept, ShotKept
from kiosk.session.state import SessionState
from kiosk.styles.catalogue import catalogue_of
from pictures.qr import encode

_TEST_MARK = "TEST"


def guest_effects(container: Container, runner: EffectRunner) -> EffectTable[SessionState]:
    """How each effect of the guest flow is carried out."""
    return GuestEffects(container, runner).table


class GuestEffects:
    """Sends each effect to the thread that owns its thing; nothing here blocks."""

    def __init__(self, container: Container, runner: EffectRunner) -> None:
        self._container = container
        self._store = container.store
        self._runner = runner
        self._wall = container.store.server_time.now
        self.table: EffectTable[SessionState] = {
            effects.BeginSession: self._begin,
            effects.RecordConsent: self._consent,
            effects.RecordLanguage: self._language,
            effects.RecordStyle: self._style,
            effects.ShowPreview: self._preview,
            effects.TakeShot: self._shot,
            effects.DiscardShots: self._discard,
            effects.MakeRequest: self._request,
            effects.MakeLook: self._look,
            effects.PrintPicture: self._print,
            effects.EndSession: self._end,
        }

    def _durably(self, effect: Effect, work: Callable[[], Event | None]) -> None:
        self._runner.run(self._store.database.writer, effect, work)

    def _record(self, effect: effects.Recorded, work: Callable[[], None]) -> None:
        def done() -> Event:
            work()
            return EffectDone(effect)

        self._durably(effect, done)

    def _begin(self, effect: effects.BeginSession, session: SessionState, booth_state: BoothState) -> None:
        assert booth_state.config is not None and booth_state.config.event is not None
        event_id, prefix = booth_state.config.event.id, booth_state.config.ticket_prefix
        self._container.sync.guest_came()
        begin = partial(self._store.sessions.begin, effect.session_id, event_id, effect.language)
        self._record(effect, partial(begin, self._wall(), prefix))

    def _consent(self, effect: effects.RecordConsent, session: SessionState, booth_state: BoothState) -> None:
        at = self._wall()
        self._record(
            effect, partial(self._store.sessions.record_consent, effect.session_id, effect.version, at)
        )

    def _language(
        self, effect: effects.RecordLanguage, session: SessionState, booth_state: BoothState
    ) -> None:
        self._durably(effect, lambda: self._store.sessions.set_language(effect.session_id, effect.language))

    def _style(self, effect: effects.RecordStyle, session: SessionState, booth_state: BoothState) -> None:
        self._record(
            effect,
            partial(self._store.sessions.choose_style, effect.session_id, effect.style_id, effect.layout),
        )

    def _preview(self, effect: effects.ShowPreview, session: SessionState, booth_state: BoothState) -> None:
        self._container.camera.set_preview(effect.framing)

    def _shot(self, effect: effects.TakeShot, session: SessionState, booth_state: BoothState) -> None:
        def taken(photo: Frame | Exception) -> None:
            if isinstance(photo, Exception):
                self._runner.failed(effect, photo)
            else:
                self._runner.run(self._container.imaging_worker, effect, lambda: keep(photo))

        def keep(photo: Frame) -> Event:
            at = self._wall()
            return ShotKept(self._container.imaging.keep_shot(effect.session_id, effect.index, photo, at))

        self._container.camera.capture(effect.framing, taken)

    def _discard(self, effect: effects.DiscardShots, session: SessionState, booth_state: BoothState) -> None:
        self._record(effect, partial(self._store.shots.discard, effect.session_id, effect.kept))

    def _request(self, effect: effects.MakeRequest, session: SessionState, booth_state: BoothState) -> None:
        at = self._wall()

        def work() -> Event:
            kept = self._store.requests.make(
                effect.session_id, effect.shot, effect.style_id, effect.price, at
            )
            self._container.sync.wake()
            self._container.sync.guest_came()
            encode(kept.claim_url)  # Here, so that neither the screen nor the print has to wait for it.
            return RequestKept(kept)

        self._durably(effect, work)

    def _look(self, effect: effects.MakeLook, session: SessionState, booth_state: BoothState) -> None:
        assert booth_state.config is not None
        accent = booth_state.config.branding.primary_color

        def work() -> Event:
            return LookMade(effect.shot.id, self._container.imaging.look(effect.shot, effect.look, accent))

        self._runner.run(self._container.imaging_worker, effect, work)

    def _print(self, effect: effects.PrintPicture, session: SessionState, booth_state: BoothState) -> None:
        order = _guest_print(effect, session, booth_state)

        def work() -> Event:
            jobs = self._container.imaging.print(order, self._container.printer.sheet())
            self._container.printer.wake()
            return PrintsQueued(effect.session_id, tuple(jobs))

        self._runner.run(self._container.imaging_worker, effect, work)

    def _end(self, effect: effects.EndSession, session: SessionState, booth_state: BoothState) -> None:
        at = self._wall()

        def work() -> None:
            self._store.sessions.end(effect.session_id, effect.outcome, at)
            self._container.sync.wake()
            self._container.clearing.soon()

        self._durably(effect, work)


def _guest_print(effect: effects.PrintPicture, session: SessionState, booth_state: BoothState) -> GuestPrint:
    assert booth_state.config is not None and session.request is not None
    return GuestPrint(
        session_id=effect.session_id,
        request=session.request,
        shots=session.shots,
        layout=session.request.layout,
        style=catalogue_of(booth_state.config).style(session.request.style_id),
        result=session.result_path if effect.with_result else None,
        copies=effect.copies,
        config=booth_state.config,
        test_mark=_TEST_MARK if booth_state.test_mode else "",
    )

"""Any event, at any time, in any order: nothing raises, nothing hangs, nothing is charged twice."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contract.config import EventState, Orientation, PrintLayout
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.errors import BugError, CameraError, DiskError
from kiosk.domain.machine import EffectFailed
from kiosk.domain.model import (
    CameraState,
    CameraStatus,
    Funding,
    Language,
    Link,
    PrinterState,
    PrinterStatus,
    Progress,
    SyncStatus,
)
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.state import Screen
from tests.kiosk.session.guest import LIMITS, Guest, booth_state
from tests.kiosk.session.test_resume import SHOTS, WITH_REQUEST, interrupted
from tests.kiosk.worlds import config, event, named

TOUCHES = st.one_of(
    st.sampled_from(
        [
            ev.ConsentGiven(),
            ev.ConsentRefused(),
            ev.ShutterPressed(),
            ev.RetakeAsked(),
            ev.RetakeAsked(1),
            ev.MakeItAsked(),
            ev.AnotherAsked(),
            ev.BackAsked(),
            ev.LeaveAsked(),
            ev.StillHere(),
            ev.ContinueAsked(),
            ev.StartOverAsked(),
            ev.LargeTextChosen(True),
        ]
    ),
    st.builds(ev.Touched),
    st.builds(ev.LanguageChosen, st.sampled_from(Language)),
    st.builds(
        ev.StyleChosen,
        st.sampled_from([named("ink"), named("oil"), named("gone")]),
        st.sampled_from(PrintLayout),
    ),
    st.builds(ev.OrientationChosen, st.sampled_from(Orientation)),
    st.builds(ev.PrintAsked, st.integers(-2, 5)),
)
BOOTH_STATES = st.builds(
    booth_state,
    camera=st.builds(CameraStatus, st.sampled_from(CameraState)),
    printer=st.builds(PrinterStatus, st.sampled_from(PrinterState)),
    sync=st.builds(SyncStatus, st.sampled_from(Link)),
    config=st.sampled_from(
        [
            config(LIMITS),
            config(LIMITS),
            config(event=None),
            config(packs=()),
            config(event=event(EventState.PAUSED)),
            None,
        ]
    ),
    disk_ok=st.sampled_from([True, True, True, False]),
    paused_here=st.sampled_from([False, False, True]),
)
ERRORS = st.sampled_from([CameraError("x"), DiskError("x"), BugError("x"), ValueError("x")])
NEXT = {
    Screen.CONSENT: ev.ConsentGiven(),
    Screen.GALLERY: ev.StyleChosen(named("ink")),
    Screen.CAMERA: ev.ShutterPressed(),
    Screen.REVIEW: ev.MakeItAsked(),
    Screen.TICKET: ev.PrintAsked(1),
    Screen.RESULT: ev.AnotherAsked(),
    Screen.FAILED: ev.AnotherAsked(),
    Screen.RESUME: ev.ContinueAsked(),
}
DURABLE = (fx.BeginSession, fx.RecordConsent, fx.RecordStyle, fx.TakeShot, fx.DiscardShots, fx.MakeRequest)


class AnyOrder(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.guest = Guest()
        self.guest.slow = True
        self.asked_for: set = set()
        self.consented: set = set()
        self.kept: set = set()
        self.ended: set = set()
        self.failures: dict = {}
        """Sessions whose picture failed since they last asked for one."""
        self.seen = 0

    @rule(touch=TOUCHES)
    def touched(self, touch):
        self.guest.send(touch)

    @rule(times=st.integers(1, 2), answered=st.booleans())
    def goes_on(self, times, answered):
        """What the screen is for, perhaps touched twice; the walk gets far this way."""
        for _ in range(times):
            touch = NEXT.get(self.guest.session.screen)
            self.guest.send(touch or ev.Touched())
        if answered:
            self.all_answered()
            self.guest.pass_time(4, pace=1.0)
            self.all_answered()

    def all_answered(self):
        while self.guest.waiting:
            self.answered(0)

    @rule(seconds=st.sampled_from([0.1, 1.0, 3.0, 20.0, 50.0]))
    def time_passes(self, seconds):
        self.guest.pass_time(seconds, pace=1.0)

    @rule(around=BOOTH_STATES)
    def world_changes(self, around):
        self.guest.learn(booth_state=around)

    @rule()
    def world_heals(self):
        self.guest.learn()

    @precondition(lambda self: self.guest.waiting)
    @rule(which=st.integers(0, 3))
    def answered(self, which):
        if not self.guest.waiting:
            return
        self.guest.funding = Funding.LEASED if which % 2 else Funding.UNFUNDED
        effect = self.guest.waiting.pop(which % len(self.guest.waiting))
        self.note(effect)
        before = self.guest.session
        self.guest.answer(effect)
        if isinstance(effect, DURABLE) and effect.session_id != before.session_id:
            assert self.guest.session == before  # a finished session moves no guest

    @precondition(lambda self: self.guest.waiting)
    @rule(error=ERRORS)
    def failed(self, error):
        effect = self.guest.waiting.pop(0)
        if isinstance(effect, fx.MakeRequest):
            self.asked_for.discard((effect.session_id, effect.shot.id, effect.style_id))
        session_id = getattr(effect, "session_id", None)
        self.guest.send(EffectFailed(type(effect).__name__, error, session_id))

    @rule(
        state=st.sampled_from(GenerationState), ours=st.booleans(), refusal=st.none() | st.sampled_from(Code)
    )
    def picture(self, state, ours, refusal):
        request = self.guest.session.request
        generation_id = request.generation_id if request and ours else uuid4()
        path = Path("/results/x.jpg") if state is GenerationState.READY else None
        self.guest.send(ev.ProgressMoved(generation_id, Progress.MAKING, 0.5))
        self.guest.send(ev.GenerationMoved(generation_id, state, path, refusal))

    @rule(
        found=st.sampled_from(
            [
                interrupted(),
                interrupted(style_id=named("ink"), layout="single", shots=SHOTS),
                WITH_REQUEST,
            ]
        )
    )
    def found_again(self, found):
        found = replace(found, session_id=uuid4())
        self.consented.add(found.session_id)
        self.kept |= {each.id for each in found.shots}
        self.ended.discard(found.session_id)
        self.guest.send(ev.SessionFound(found))

    def note(self, effect):
        if isinstance(effect, fx.RecordConsent):
            self.consented.add(effect.session_id)

    @invariant()
    def effects_are_in_order(self):
        for effect in self.guest.effects[self.seen :]:
            self.check(effect)
        self.seen = len(self.guest.effects)

    def check(self, effect):
        if isinstance(effect, fx.TakeShot | fx.RecordStyle | fx.MakeRequest):
            assert effect.session_id in self.consented
            assert effect.session_id not in self.ended
        if isinstance(effect, fx.MakeRequest):
            assert effect.shot in self.guest.session.shots
            picture = (effect.session_id, effect.shot.id, effect.style_id)
            assert picture not in self.asked_for or self.failures.get(effect.session_id)
            self.failures[effect.session_id] = 0
            self.asked_for.add(picture)
        if isinstance(effect, fx.EndSession):
            assert effect.session_id not in self.ended
            self.ended.add(effect.session_id)
        if isinstance(effect, fx.PrintPicture):
            assert 1 <= effect.copies <= LIMITS.copies

    @invariant()
    def session_is_whole(self):
        session = self.guest.session
        if session.screen is Screen.FAILED:
            self.failures[session.session_id] = 1
        pending = [
            type(each).__name__
            for each in self.guest.waiting
            if isinstance(each, DURABLE) and each.session_id == session.session_id
        ]
        assert pending == ([session.awaiting] if session.busy else [])
        if session.screen not in (Screen.ATTRACT, Screen.CLOSED):
            assert session.idle_deadline is not None
        if session.screen is Screen.REVIEW:
            assert session.hero is not None
            assert all(session.framing.fits(each.width, each.height) for each in session.shots)
        if session.screen is Screen.RESULT:
            assert session.result_path is not None and session.request is not None
        if session.screen in (Screen.PROCESSING, Screen.TICKET):
            assert session.request is not None
        if session.screen is Screen.FAILED:
            assert session.failure is not None
        if session.busy:
            assert session.session_id is not None

    def teardown(self):
        """However it stands, the booth is at rest again soon: by itself, or as soon as the guest leaves."""
        left = Guest(self.guest.booth_state)
        left.session, left.now, left.slow = self.guest.session, self.guest.now, True
        if left.session.awaiting != "MakeRequest":
            for _ in range(3):
                left.send(ev.LeaveAsked())
            assert left.session.screen in (Screen.ATTRACT, Screen.CLOSED)
        self.guest.waiting.clear()
        self.guest.pass_time(2000, pace=5.0)
        assert self.guest.session.screen in (Screen.ATTRACT, Screen.CLOSED)
        assert not self.guest.session.busy


TestAnyOrder = pytest.mark.slow(AnyOrder.TestCase)
TestAnyOrder.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)

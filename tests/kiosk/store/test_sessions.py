"""What a guest leaves, and what is found of it after a crash."""

from datetime import timedelta
from hashlib import sha256

import pytest

from contract.config import PrintLayout
from contract.sync import GenerationState, OpKind
from kiosk.domain.model import PrintState
from tests.kiosk.worlds import JPEG, answer, config, event, named, signed


def test_a_shot_is_a_whole_file_named_by_its_digest(booth):
    session_id = booth.guest()
    shot = booth.shot(session_id)
    assert shot.path.read_bytes() == JPEG
    assert shot.sha256 == sha256(JPEG).hexdigest()
    assert booth.reopen().recovery.interrupted_session().shots == (shot,)
    assert [path.name for path in shot.path.parent.iterdir()] == [shot.path.name]


def test_shots_taken_again_stay_on_disk(booth):
    session_id = booth.guest()
    first = booth.shot(session_id, jpeg=b"first")
    booth.store.shots.discard(session_id)
    second = booth.shot(session_id, jpeg=b"second")
    kept = booth.rows("SELECT id, discarded FROM shots ORDER BY id")
    assert [(row["id"], row["discarded"]) for row in kept] == [(str(first.id), 1), (str(second.id), 0)]
    assert first.path.exists()


def test_one_shot_of_a_strip_taken_again_comes_back_in_its_place(booth):
    session_id = booth.guest()
    booth.store.sessions.choose_style(session_id, named("ink"), "strip")
    first, second, third = (booth.shot(session_id, index, b"shot %d" % index) for index in range(3))
    booth.store.shots.discard(session_id, (first, third))
    again = booth.shot(session_id, second.index, b"again")
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None
    assert found.shots == (first, again, third)


def test_the_end_is_told_once(booth):
    session_id = booth.guest()
    booth.shot(session_id)
    booth.store.sessions.end(session_id, "finished", booth.clock.now())
    booth.store.sessions.end(session_id, "abandoned", booth.clock.now())
    [op] = booth.store.outbox.pending(10, 10_000)
    assert op.kind is OpKind.SESSION_ENDED
    assert (op.payload.outcome, op.payload.shots) == ("finished", 1)


def test_a_session_cut_short_is_offered_with_its_shots(booth):
    session_id = booth.guest()
    booth.store.sessions.choose_style(session_id, named("ink"), "strip")
    shots = tuple(booth.shot(session_id, index, b"shot %d" % index) for index in range(2))
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None
    assert (found.session_id, found.style_id, found.layout) == (session_id, named("ink"), "strip")
    assert found.shots == shots
    assert (found.consented, found.request, found.prints) == (True, None, ())


def test_a_session_with_a_request_is_offered_with_it(booth, tmp_path):
    request = booth.request()
    sheets = booth.store.prints.add(request.session_id, request.generation_id, tmp_path / "x.jpg", 2)
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None and found.request == request
    assert [shot.id for shot in found.shots] == [request.shot_id]
    assert found.prints == tuple((sheet.id, PrintState.QUEUED) for sheet in sheets)


@pytest.mark.parametrize("state", [PrintState.FAILED, PrintState.CANCELLED])
def test_a_sheet_that_did_not_come_out_is_no_copy(booth, tmp_path, state):
    request = booth.request()
    sheet, other = booth.store.prints.add(request.session_id, request.generation_id, tmp_path / "x.jpg", 2)
    booth.store.prints.moved(sheet.id, state, "")
    booth.store.prints.add_failed(request.session_id, request.generation_id, tmp_path / "y.jpg", "why")
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None and found.prints == ((other.id, PrintState.QUEUED),)


def test_a_picture_is_offered_in_the_layout_it_was_asked_for(booth):
    """The guest had one portrait, then chose a strip for another, and the power went."""
    request = booth.request()
    booth.store.sessions.choose_style(request.session_id, named("oil"), PrintLayout.STRIP)
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None and found.request == request
    assert found.layout == PrintLayout.SINGLE == found.request.layout


def test_a_strip_comes_back_with_its_hero_last(booth):
    session_id = booth.guest()
    shots = [booth.shot(session_id, index, b"shot %d" % index) for index in range(3)]
    booth.store.requests.make(session_id, shots[-1], named("ink"), 100, booth.clock.now())
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None and found.shots == tuple(shots)


def test_another_style_of_the_same_strip_keeps_its_shots(booth):
    session_id = booth.guest()
    shots = [booth.shot(session_id, index, b"shot %d" % index) for index in range(3)]
    for slug in ("ink", "oil"):
        booth.store.requests.make(session_id, shots[-1], named(slug), 100, booth.clock.now())
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None and found.shots == tuple(shots)
    assert found.style_id == named("oil")


def test_new_shots_after_a_request_are_what_is_offered(booth):
    request = booth.request()
    again = booth.shot(request.session_id, jpeg=b"another one")
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None
    assert (found.shots, found.request) == ((again,), None)


@pytest.mark.parametrize("why", ["no consent", "long ago", "another event", "ended"])
def test_a_session_is_not_offered_but_ended(booth, why):
    session_id = booth.guest(consented=why != "no consent")
    if why == "long ago":
        booth.clock.advance(3600)
    if why == "another event":
        booth.store.configs.keep(*signed(config(event=event(id=named("another")))))
    if why == "ended":
        booth.store.sessions.end(session_id, "finished", booth.clock.now())
    assert booth.reopen().recovery.interrupted_session() is None
    assert [op.payload.session_id for op in booth.store.outbox.pending(10, 10_000)] == [session_id]


@pytest.mark.parametrize("boot", ["boot-1", "boot-2"])
def test_the_servers_clock_does_not_hide_a_guest(booth, boot):
    """The first answer may say that this PC's clock is a day wrong; the guest is still there."""
    session_id = booth.guest()
    booth.store.sync_results.settle(answer(server_time=booth.clock.now() + timedelta(days=1)))
    found = booth.reopen(boot).recovery.interrupted_session()
    assert found is not None and found.session_id == session_id


@pytest.mark.parametrize("boot", ["boot-1", "boot-2"])
def test_whoever_has_just_asked_for_a_picture_is_there_by_this_pcs_clocks(booth, boot):
    session_id = booth.guest()
    booth.store.sync_results.settle(answer(server_time=booth.clock.now() + timedelta(days=1)))
    shot = booth.shot(session_id)
    booth.clock.advance(600)
    booth.store.requests.make(session_id, shot, named("ink"), 100, booth.store.server_time.now())
    booth.clock.advance(600)
    found = booth.reopen(boot).recovery.interrupted_session()
    assert found is not None and found.session_id == session_id


def test_in_the_same_boot_a_jump_of_the_wall_clock_does_not_hide_a_guest(booth):
    booth.guest()
    booth.clock.wall += timedelta(days=1)
    assert booth.reopen().recovery.interrupted_session() is not None


def test_of_two_sessions_the_newer_is_offered(booth):
    older, newer = booth.guest(), booth.guest()
    found = booth.reopen().recovery.interrupted_session()
    assert found is not None and found.session_id == newer
    assert booth.store.outbox.pending(10, 10_000)[0].payload.session_id == older
    assert booth.reopen().recovery.interrupted_session() is not None  # offered until it is taken or let go


def test_prints_are_claimed_once_in_order_and_counted_once(booth, tmp_path):
    request = booth.request()
    booth.store.prints.name_printer("Printer 1")
    first, second = booth.store.prints.add(request.session_id, request.generation_id, tmp_path / "x.jpg", 2)
    assert (first.sheet, second.sheet) == (1, 2)
    assert booth.store.prints.claim_next().id == first.id
    assert booth.store.prints.claim_next().id == second.id
    assert booth.store.prints.claim_next() is None
    booth.store.prints.submitted(first.id, "uuid:1")
    for _ in range(2):
        booth.store.prints.moved(first.id, PrintState.PRINTED, "out")
    booth.store.prints.moved(first.id, PrintState.IN_DOUBT, "late word")
    booth.store.prints.moved(second.id, PrintState.HELD, "no paper")
    counted = [op for op in booth.store.outbox.pending(10, 10_000) if op.kind is OpKind.PRINT_COMPLETED]
    assert [(op.payload.print_id, op.payload.sheet, op.payload.printer) for op in counted] == [
        (first.id, 1, "Printer 1")
    ]
    assert [job.id for job in booth.reopen().prints.unfinished()] == [second.id]
    printed = booth.rows("SELECT state, device_job FROM prints ORDER BY id")[0]
    assert printed == {"state": PrintState.PRINTED, "device_job": "uuid:1"}


def test_the_language_chosen_on_the_way_is_the_requests(booth):
    session_id = booth.guest()
    booth.store.sessions.set_language(session_id, "pt")
    assert booth.request(session_id).state is GenerationState.AWAITING_PHOTO
    assert booth.store.outbox.pending(10, 10_000)[0].payload.language == "pt"

"""A refused picture is asked for again: other ids, the same guest, photo and claim code; nothing is lost."""

from datetime import timedelta

import pytest

from contract.problem import Code
from contract.sync import GenerationChanged, GenerationState, OpResult, OpStatus
from contract.tickets import read_label, ticket_label
from kiosk.domain.errors import DiskError, SetupError
from kiosk.domain.model import Enrolled, Funding
from kiosk.store.reports import dead_letter_lines, session_lines
from tests.kiosk.worlds import answer, config, enrolled, named, signed


def refuse(booth, code=Code.CREDITS_EXHAUSTED):
    """The platform refuses whatever is asked for."""
    asked = [op for op in booth.store.outbox.pending(500, 1_000_000) if op.kind == "generation.requested"]
    no = [OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.REJECTED, code=code) for op in asked]
    booth.store.sync_results.settle(answer(results=tuple(no)))
    return asked


def asked_now(booth):
    [op] = booth.store.outbox.pending(500, 1_000_000)
    return op


def again(booth, ticket="001", **how):
    return booth.store.refused.ask_again(ticket, booth.clock.now() + timedelta(hours=1), **how)


def test_it_is_a_new_request_under_the_old_code(booth):
    first = booth.request()
    [op] = refuse(booth)
    request = again(booth)
    new = asked_now(booth)
    assert new.op_id != op.op_id and new.payload.generation_id != op.payload.generation_id
    changed = {"generation_id": new.payload.generation_id}
    assert new.payload == op.payload.model_copy(update=changed), "all else is as the guest was promised"
    assert new.occurred_at == booth.clock.now() + timedelta(hours=1)
    assert (request.claim_url, request.ticket_label, request.failure) == (first.claim_url, "001", "")
    assert (request.generation_id, request.state) == (
        new.payload.generation_id,
        GenerationState.AWAITING_PHOTO,
    )
    assert booth.store.requests.get(first.generation_id) is None
    assert len(session_lines(booth.store)) == 1, "one promise, one row"


def test_its_dead_letter_is_kept_but_waits_for_nobody(booth):
    booth.request()
    refuse(booth)
    assert [(line.ticket, line.asked_again) for line in dead_letter_lines(booth.store)] == [("001", False)]
    again(booth)
    assert booth.store.queue_depth().dead_letters == 0
    assert [(line.ticket, line.asked_again) for line in dead_letter_lines(booth.store)] == [("001", True)]
    refuse(booth, Code.EVENT_PAUSED)
    assert booth.store.queue_depth().dead_letters == 1
    lines = [(line.ticket, line.code, line.asked_again) for line in dead_letter_lines(booth.store)]
    assert lines == [("001", "credits_exhausted", True), ("001", "event_paused", False)]
    again(booth)
    assert booth.store.queue_depth().dead_letters == 0


def test_what_the_platform_grants_later_is_the_same_request_and_waits_for_nobody(booth):
    """Whoever runs the event may retry it there: the picture has the id that was refused."""
    request = booth.request()
    refuse(booth)
    granted = GenerationChanged(
        generation_id=request.generation_id, state=GenerationState.READY, result_sha256="b" * 64
    )
    booth.store.sync_results.settle(answer(changes=(granted,)))
    known = booth.store.requests.get(request.generation_id)
    assert (known.state, known.failure) == (GenerationState.RUNNING, "")
    assert booth.store.downloads.due(9)[0].generation_id == request.generation_id
    assert booth.store.queue_depth().dead_letters == 0
    assert [line.asked_again for line in dead_letter_lines(booth.store)] == [True]
    assert booth.reopen().recovery.interrupted_session().request.refusal is None
    with pytest.raises(SetupError):
        again(booth)


def test_what_was_granted_later_and_failed_is_not_refused_any_more(booth):
    request = booth.request()
    refuse(booth)
    failed = GenerationChanged(generation_id=request.generation_id, state=GenerationState.FAILED, failure="x")
    booth.store.sync_results.settle(answer(changes=(failed,)))
    assert booth.store.queue_depth().dead_letters == 0
    with pytest.raises(SetupError):
        again(booth)


def test_twice_at_once_is_asked_once(booth):
    booth.request()
    refuse(booth)
    again(booth)
    with pytest.raises(SetupError, match="no refused picture has the ticket 001"):
        again(booth)
    assert asked_now(booth)


def test_its_photo_goes_up_again_and_its_prints_stay_its_own(booth, tmp_path):
    first = booth.request()
    [upload] = booth.store.uploads.due(9)
    booth.store.uploads.sent(upload.sha256)
    [sheet] = booth.store.prints.add(first.session_id, first.generation_id, tmp_path / "sheet.jpg", 1)
    refuse(booth)
    request = again(booth)
    assert [each.sha256 for each in booth.store.uploads.due(9)] == [upload.sha256]
    assert booth.store.prints.claim_next().generation_id == request.generation_id
    assert booth.rows("SELECT DISTINCT generation_id FROM request_shots") == [
        {"generation_id": str(request.generation_id)}
    ]
    assert booth.rows("PRAGMA foreign_key_check") == []
    assert sheet.generation_id == first.generation_id


def test_a_live_lease_backs_it_else_nothing_does(booth):
    booth.request()
    refuse(booth)
    lease_id = booth.lend()
    assert again(booth).funding is Funding.LEASED
    assert asked_now(booth).payload.lease_id == lease_id
    [held] = booth.store.leases.held()
    assert held.spent == 100


def test_the_present_event_may_pay_with_a_ticket_and_a_price_of_its_own(booth):
    booth.request()
    refuse(booth, Code.EVENT_ENDED)
    here = config()
    assert here.event is not None
    moved = here.event.model_copy(update={"id": named("another event")})
    packs = tuple(
        pack.model_copy(
            update={"styles": tuple(style.model_copy(update={"price": 70}) for style in pack.styles)}
        )
        for pack in here.packs
    )
    changes = {"event": moved, "ticket_prefix": "C", "packs": packs}
    booth.store.configs.keep(*signed(here.model_copy(update=changes)))
    assert again(booth).ticket_label == "001", "as it was promised, unless staff say otherwise"
    assert (asked_now(booth).payload.event_id, asked_now(booth).payload.price) == (named("event"), 100)
    refuse(booth, Code.EVENT_ENDED)
    request = again(booth, here=True)
    op = asked_now(booth).payload
    assert (request.ticket_label, op.event_id, op.price) == ("C-001", named("another event"), 70)
    refuse(booth)
    assert again(booth, "c1").ticket_label == "C-001"


def test_a_code_in_use_is_replaced_when_staff_say_so(booth):
    first = booth.request()
    refuse(booth, Code.CONFLICT)
    request = again(booth, new_code=True)
    assert request.claim_code != first.claim_code
    assert request.claim_url.endswith(asked_now(booth).payload.claim_code)


def test_after_a_new_enrolment_it_is_asked_under_the_new_epoch(booth):
    booth.request()
    refuse(booth)
    old = enrolled()
    booth.store.enrollment.keep(Enrolled(old.server, old.kiosk_id, old.epoch + 1, old.server_key))
    booth.store.configs.keep(*signed(config()))
    again(booth)
    assert asked_now(booth).seq == 1


def test_what_was_not_refused_is_not_asked_for_again(booth):
    request = booth.request()
    for ticket in ("001", "1", "B-001", "nonsense", "", "999"):
        with pytest.raises(SetupError):
            again(booth, ticket)
    failed = GenerationChanged(generation_id=request.generation_id, state=GenerationState.FAILED, failure="x")
    booth.store.sync_results.settle(answer([asked_now(booth)], changes=(failed,)))
    with pytest.raises(SetupError):
        again(booth)


def test_an_erased_picture_is_not_asked_for_again(booth):
    request = booth.request()
    refuse(booth)
    erased = GenerationChanged(generation_id=request.generation_id, state=GenerationState.ERASED)
    booth.store.sync_results.settle(answer(changes=(erased,)))
    with pytest.raises(SetupError):
        again(booth)


def test_nothing_is_asked_for_without_its_photo(booth):
    request = booth.request()
    refuse(booth)
    [shot] = booth.rows("SELECT sha256 FROM shots")
    booth.store.folders.photo(shot["sha256"]).unlink()
    with pytest.raises(DiskError):
        again(booth)
    assert booth.store.outbox.pending(9, 10_000) == []
    assert booth.store.requests.get(request.generation_id).state is GenerationState.FAILED


@pytest.mark.parametrize(
    ("typed", "label"), [("B-017", "B-017"), ("b17", "B-017"), (" 17 ", "017"), ("AB-1000", "AB-1000")]
)
def test_people_may_type_a_ticket_as_they_like(typed, label):
    read = read_label(typed)
    assert read is not None
    assert ticket_label(*read) == label


@pytest.mark.parametrize("typed", ["", "B", "B-", "ABCD-1", "1B", "B-017; DROP TABLE requests", "²"])
def test_what_is_no_ticket_is_none(typed):
    assert read_label(typed) is None


def test_after_a_restart_the_guest_is_told_why(booth):
    booth.request()
    refuse(booth, Code.EVENT_PAUSED)
    assert booth.reopen().recovery.interrupted_session().request.refusal is Code.EVENT_PAUSED
    again(booth)
    assert booth.reopen().recovery.interrupted_session().request.refusal is None

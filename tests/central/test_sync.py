"""Y4, Y9, Y10, Y11: every op has exactly one effect and one answer, for ever."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from central.events import lifecycle
from central.events.credits import credits_of
from central.events.models import Event
from central.fleet.enrolment import new_code
from central.generations.models import Generation
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.sync.models import Alert, Erasure, GuestSession, Op, Sheet
from central.tenants.models import Tenant
from contract.config import EventState
from contract.ids import new_id
from tests.central.world import APPLIED, DUPLICATE, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def event(world: World) -> Event:
    return world.event()


@pytest.fixture
def booth(world: World, event: Event) -> Booth:
    return world.booth(event)


def test_a_request_is_charged_and_recorded_once(world: World, event: Event, booth: Booth) -> None:
    op = booth.request_op(event, world.style)
    answer = booth.sync(op)
    assert [(each["status"], each["op_id"], each["seq"]) for each in answer["results"]] == [
        ("applied", op["op_id"], 1)
    ]
    assert (answer["ack_seq"], answer["pool"]) == (1, 9_900)
    for _ in range(3):
        assert booth.fates(op) == [DUPLICATE]
    assert Generation.objects.count() == 1
    assert str(Generation.objects.get().id) == op["payload"]["generation_id"]
    assert credits_of(event).consumed == 100
    assert audit().clean


def test_the_same_op_twice_in_one_batch(world: World, event: Event, booth: Booth) -> None:
    op = booth.request_op(event, world.style)
    assert booth.fates(op, op) == [APPLIED, DUPLICATE]
    assert credits_of(event).consumed == 100


def test_an_id_with_other_content_is_a_conflict(world: World, event: Event, booth: Booth) -> None:
    op = booth.request_op(event, world.style)
    booth.sync(op)
    other = booth.request_op(event, world.style) | {"op_id": op["op_id"]}
    assert booth.fates(other) == [refused("conflict")]
    assert booth.fates(op) == [DUPLICATE]
    assert credits_of(event).consumed == 100


def test_another_kiosks_op_id_is_a_conflict(world: World, event: Event, booth: Booth) -> None:
    op = booth.request_op(event, world.style)
    booth.sync(op)
    assert world.booth(event).fates(op) == [refused("conflict")]


@pytest.mark.parametrize("field", ["generation_id", "claim_code"])
def test_a_generation_or_claim_code_in_use_is_a_conflict(
    world: World, event: Event, booth: Booth, field: str
) -> None:
    first, same_batch, later = (booth.request_op(event, world.style) for _ in range(3))
    same_batch["payload"][field] = later["payload"][field] = first["payload"][field]
    assert booth.fates(first, same_batch) == [APPLIED, refused("conflict")]
    assert booth.fates(later) == [refused("conflict")]
    assert credits_of(event).consumed == 100


BAD: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("negative price", lambda op: op["payload"].update(price=-100), "invalid"),
    ("huge price", lambda op: op["payload"].update(price=10**30), "invalid"),
    ("another price", lambda op: op["payload"].update(price=1), "invalid"),
    ("price as text", lambda op: op["payload"].update(price="lots"), "invalid"),
    ("unknown style", lambda op: op["payload"].update(style_id=str(new_id())), "style_not_allowed"),
    ("unknown event", lambda op: op["payload"].update(event_id=str(new_id())), "invalid"),
    ("unknown lease", lambda op: op["payload"].update(lease_id=str(new_id())), "lease_unknown"),
    ("no payload", lambda op: op.update(payload={}), "invalid"),
    ("unknown kind", lambda op: op.update(kind="generation.dreamt"), "invalid"),
    ("short claim code", lambda op: op["payload"].update(claim_code="ABC"), "invalid"),
    ("NUL in a text", lambda op: op["payload"].update(consent_version="1\0"), "invalid"),
    ("NUL in a kind", lambda op: op.update(kind="gen\0"), "invalid"),
    ("half a surrogate", lambda op: op["payload"].update(extra="\ud800"), "invalid"),
    ("huge ticket", lambda op: op["payload"].update(ticket=10**12), "invalid"),
    ("huge seq", lambda op: op.update(seq=10**25), "invalid"),
    (
        "first moment of all",
        lambda op: op["payload"].update(consent_at="0001-01-01T00:00:00+14:00"),
        "invalid",
    ),
    ("html", lambda op: op["payload"].update(language="<script>"), "invalid"),
]


@pytest.mark.parametrize(("spoil", "code"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_one_bad_op_does_not_spoil_its_batch(
    world: World, event: Event, booth: Booth, spoil: Callable[[dict[str, Any]], Any], code: str
) -> None:
    ops = [booth.request_op(event, world.style) for _ in range(3)]
    spoil(ops[1])
    assert booth.fates(*ops) == [APPLIED, refused(code), APPLIED]
    answers = booth.sync(*ops)["results"]
    assert [each["status"] for each in answers] == ["duplicate", "rejected", "duplicate"]
    assert (answers[1]["code"], bool(answers[1]["sentence"])) == (code, True), "told again as it was"
    assert credits_of(event).consumed == 200
    assert Op.objects.filter(status="rejected").count() == 1
    assert audit().clean


def test_sql_in_a_text_is_a_text(booth: Booth) -> None:
    text = "'; DROP TABLE fleet_kiosk; -- <b>"
    assert booth.fates(booth.op("alert.raised", {"part": text, "sentence": text})) == [APPLIED]
    assert Alert.objects.get().part == text


def test_reports_are_kept_as_rows(world: World, event: Event, booth: Booth) -> None:
    request_op = booth.request_op(event, world.style)
    generation, session = request_op["payload"]["generation_id"], request_op["payload"]["session_id"]
    printed = {"print_id": str(new_id()), "session_id": session, "generation_id": generation, "sheet": 1,
               "printer": "DS620"}  # fmt: skip
    ended = {
        "session_id": session,
        "started_at": datetime.now(UTC).isoformat(),
        "outcome": "finished",
        "shots": 2,
    }
    ops = [
        request_op,
        booth.op("print.completed", printed),
        booth.op("print.completed", printed),
        booth.op("session.ended", ended),
        booth.op("alert.raised", {"part": "printer", "sentence": "out of paper"}),
        booth.op("photo.erased", {"generation_id": generation}),
    ]
    assert booth.fates(*ops) == [APPLIED] * 6
    assert [table.objects.count() for table in (Sheet, GuestSession, Alert, Erasure)] == [1, 1, 1, 1]
    assert Sheet.objects.get().event_id == event.id


@pytest.mark.parametrize(("arrived", "state"), [(False, "failed"), (True, "queued")])
def test_a_picture_whose_photo_the_booth_lost_fails_unless_the_photo_has_come(
    world: World, arrived: bool, state: str
) -> None:
    event = world.event(refund_on_failure=True)
    booth = world.booth(event)
    asked = booth.request_op(event, world.style)
    booth.sync(asked)
    if arrived:
        Generation.objects.update(state="queued")
    gave_up = {"generation_id": asked["payload"]["generation_id"], "photo_lost": True}
    answer = booth.sync(booth.op("generation.cancelled", gave_up))
    assert answer["results"][0]["status"] == "applied"
    picture = Generation.objects.get()
    assert (picture.state, picture.failed_by_its_photo) == (state, not arrived)
    assert credits_of(event).pool == (9_900 if arrived else 10_000)


def test_a_cancelled_picture_costs_what_a_failed_one_costs(world: World) -> None:
    for refunds, pool in ((False, 9_900), (True, 10_000)):
        event = world.event(refund_on_failure=refunds)
        booth = world.booth(event)
        request_op = booth.request_op(event, world.style)
        cancel = booth.op("generation.cancelled", {"generation_id": request_op["payload"]["generation_id"]})
        assert booth.fates(request_op, cancel) == [APPLIED, APPLIED]
        assert Generation.objects.get(id=request_op["payload"]["generation_id"]).state == "cancelled"
        assert credits_of(event).pool == pool
    assert audit().clean


def test_acknowledgement_stops_before_a_gap(booth: Booth) -> None:
    ops = [booth.op("alert.raised", {"part": "disk", "sentence": str(n)}) for n in range(5)]
    assert booth.sync(ops[0], ops[1])["ack_seq"] == 2
    assert booth.sync(ops[4])["ack_seq"] == 2
    assert booth.sync(ops[3])["ack_seq"] == 2
    assert booth.sync(ops[2])["ack_seq"] == 5


def test_results_come_in_the_order_sent(booth: Booth) -> None:
    ops = [booth.op("alert.raised", {"part": "disk", "sentence": str(n)}) for n in range(6)]
    shuffled = [ops[4], ops[0], ops[5], ops[2], ops[1], ops[3]]
    assert [each["op_id"] for each in booth.sync(*shuffled)["results"]] == [op["op_id"] for op in shuffled]


def test_a_copy_of_a_kiosk_is_refused_and_a_new_epoch_begins(
    world: World, event: Event, booth: Booth
) -> None:
    op = booth.request_op(event, world.style)
    booth.sync(op)
    again = Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)
    assert (again.id, again.epoch) == (booth.id, 2)
    assert booth.exchange([op]).status_code == 401, "the old token is nobody's any more"
    stale = again.exchange([op], epoch=1)
    assert (stale.status_code, stale.json()["code"]) == (409, "epoch_mismatch")
    answer = again.sync(op | {"seq": 1})
    assert (answer["results"][0]["status"], answer["ack_seq"]) == ("duplicate", 1)


def test_what_was_settled_before_a_new_enrolment_is_found_among_new_ops(
    world: World, event: Event, booth: Booth
) -> None:
    """They come again under other seqs, by which nobody can tell that they were here."""
    lease = booth.lease().json()["id"]
    asked = booth.request_op(event, world.style)
    wrong = booth.request_op(event, world.style, price=7)
    back = booth.op("lease.returned", {"lease_id": lease})
    booth.sync(asked, wrong, back)
    again = Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)
    fresh = [again.request_op(event, world.style) for _ in range(3)]
    renumbered = [op | {"seq": seq} for seq, op in enumerate([fresh[0], asked, wrong, back], 1)]
    assert again.fates(*renumbered) == [APPLIED, DUPLICATE, refused("invalid"), DUPLICATE]
    ahead = [op | {"seq": seq} for seq, op in ((6, fresh[1]), (7, asked), (8, back))]
    assert again.fates(*ahead) == [APPLIED, DUPLICATE, DUPLICATE]
    assert again.row.ack_seq == 4
    assert again.fates(fresh[2] | {"seq": 5}) == [APPLIED]
    assert (again.row.ack_seq, again.sync(back | {"seq": 8})["ack_seq"]) == (7, 8)
    assert credits_of(event).consumed == 400
    assert audit().clean


def test_a_moment_in_the_future_is_clamped(world: World, event: Event, booth: Booth) -> None:
    booth.sync(booth.request_op(event, world.style, occurred_at=datetime.now(UTC) + timedelta(days=1)))
    assert Transfer.objects.get(kind="generation").occurred_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"decided": EventState.DRAFT}, "event_not_started"),
        ({"decided": EventState.PAUSED}, "event_paused"),
        ({"decided": EventState.ENDED}, "event_ended"),
        ({"starts_at": datetime.now(UTC) + timedelta(hours=1)}, "event_not_started"),
        ({"ends_at": datetime.now(UTC) - timedelta(minutes=1)}, "event_ended"),
    ],
)
def test_an_event_that_is_not_live_takes_no_unfunded_request(
    world: World, event: Event, booth: Booth, change: dict[str, Any], code: str
) -> None:
    Event.objects.filter(id=event.id).update(**change, decided_at=datetime.now(UTC) - timedelta(seconds=1))
    assert booth.fates(booth.request_op(event, world.style)) == [refused(code)]
    assert not Generation.objects.exists()


def test_what_happened_before_a_pause_counts(world: World, event: Event, booth: Booth) -> None:
    before = booth.request_op(event, world.style)
    lifecycle.decide(event, EventState.PAUSED, "test")
    assert booth.fates(before, booth.request_op(event, world.style)) == [APPLIED, refused("event_paused")]


def test_an_inactive_partner_spends_nothing_new(world: World, event: Event, booth: Booth) -> None:
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    assert booth.fates(booth.request_op(event, world.style)) == [refused("partner_inactive")]


def test_an_events_own_price_counts_for_all_styles(world: World) -> None:
    event = world.event(credits=3, photo_price=1)
    booth = world.booth(event)
    ops = [booth.request_op(event, style, price=1) for style in (world.style, world.premium, world.quick)]
    more = [booth.request_op(event, world.style, price=100), booth.request_op(event, world.style, price=1)]
    assert booth.fates(*ops, *more) == [APPLIED] * 3 + [refused("invalid"), refused("credits_exhausted")]


def test_a_price_that_was_promised_is_kept(world: World, event: Event, booth: Booth) -> None:
    assert booth.client.get("/api/v1/kiosk/config").status_code == 200
    Event.objects.filter(id=event.id).update(photo_price=70)
    fates = booth.fates(
        booth.request_op(event, world.style, price=100),
        booth.request_op(event, world.style, price=70),
        booth.request_op(event, world.style, price=80),
    )
    assert fates == [APPLIED, APPLIED, refused("invalid")]


def test_another_tenants_event_and_style_are_unknown(world: World, event: Event, booth: Booth) -> None:
    stranger = World("stranger")
    theirs = stranger.event()
    fates = booth.fates(booth.request_op(theirs, stranger.style), booth.request_op(event, stranger.style))
    assert fates == [refused("invalid"), refused("style_not_allowed")]
    assert credits_of(theirs).consumed == 0


def test_changes_come_down_once_and_name_the_present_state(world: World, event: Event, booth: Booth) -> None:
    request_op = booth.request_op(event, world.style)
    generation = request_op["payload"]["generation_id"]
    first = booth.sync(request_op, booth.op("generation.cancelled", {"generation_id": generation}))
    changes = first["changes"] or booth.sync(cursor=first["cursor"])["changes"]
    assert [(each["kind"], each["generation_id"], each["state"]) for each in changes] == [
        ("generation", generation, "cancelled")
    ]
    last = booth.sync(cursor=first["cursor"])
    assert booth.sync(cursor=last["cursor"])["changes"] == []


def test_five_hundred_ops_are_one_batch_and_one_more_is_too_many(booth: Booth) -> None:
    ops = [booth.op("alert.raised", {"part": "disk", "sentence": ""}) for _ in range(501)]
    answer = booth.post("/kiosk/sync", {"epoch": 1, "ops": ops})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert set(booth.fates(*ops[:500])) == {APPLIED}


def test_a_body_over_a_megabyte_is_refused(booth: Booth) -> None:
    op = booth.op("alert.raised", {"part": "disk", "sentence": "", "more": "x" * 1_000_000})
    answer = booth.exchange([op])
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not Op.objects.exists()

"""What happens to events and booths, and who is told of it: once, and not when nobody needs it any more."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.events import lifecycle
from central.events.models import NEVER, Event
from central.fleet import kiosks
from central.fleet.models import Kiosk
from central.fleet.silence import tell_silences
from central.fleet.state_announcements import announce_changed_states
from central.generations import milestones
from central.generations.models import Generation
from central.incidents.models import Incident
from central.ledger import audit
from central.notices.kinds import NoticeKind
from central.notices.models import Notice
from central.operations import proofs
from central.tenants import credit_requests
from central.tenants.credit_requests import Grant
from central.tenants.models import Client
from contract.config import EventState
from contract.ids import new_id
from tests.central.booths import Booth as PictureBooth
from tests.central.persons import Person, a_client, a_master
from tests.central.test_isolated_tasks import is_row, poisoned
from tests.central.told import look, titles, told
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def hosted(world: World) -> tuple[Person, Client]:
    """A client of the world's partner, with credits."""
    from central.tenants import clients
    from tests.central.books import a_request

    host, client = a_client(world.tenant_id)
    clients.allocate(world.tenant_id, client.id, 5_000, a_request())
    return host, client


def passes(event: Event, **moments: datetime) -> None:
    """Its dates are others now, as if time had passed; by the trigger something is due."""
    Event.objects.filter(id=event.id).update(**moments)


# The end of an event.


def test_a_client_is_reminded_once_that_its_event_ends_within_a_day(
    world: World, hosted: tuple[Person, Client]
) -> None:
    host, client = hosted
    now = timezone.now()
    event = world.event(100, client_id=client.id, ends_at=now + 3 * DAY)
    look()
    assert told(NoticeKind.EVENT_ENDS) == []
    Event.objects.filter(id=event.id).update(created_at=now - 9 * DAY)
    passes(event, ends_at=now + 20 * HOUR)
    for _ in range(2):
        look()
    assert [facts["event"] for facts in told(NoticeKind.EVENT_ENDS)] == ["Fiesta"]
    assert any(title.startswith("«Fiesta» termina el") for title in titles(host.user))
    assert Notice.objects.get(kind=NoticeKind.EVENT_ENDS).until == now + 20 * HOUR
    lifecycle.decide(event, EventState.PAUSED, "test")
    lifecycle.decide(event, EventState.LIVE, "test")
    look()
    assert len(told(NoticeKind.EVENT_ENDS)) == 1
    passes(event, ends_at=now + 22 * HOUR)
    look()
    assert len(told(NoticeKind.EVENT_ENDS)) == 2, "another end is another reminder"


@pytest.mark.parametrize("how", ["new", "over", "closed", "deleted", "draft", "partner's"])
def test_nobody_is_reminded_of_what_they_know_or_need_not_know(
    world: World, hosted: tuple[Person, Client], how: str
) -> None:
    now = timezone.now()
    of_client = None if how == "partner's" else hosted[1].id
    event = world.event(100, client_id=of_client, ends_at=now + 3 * DAY)
    if how != "new":
        Event.objects.filter(id=event.id).update(created_at=now - 9 * DAY)
    if how in ("closed", "deleted"):
        (lifecycle.close if how == "closed" else lifecycle.delete)(event, "test")
    if how == "draft":
        lifecycle.decide(event, EventState.DRAFT, "test")
    passes(event, ends_at=now - timedelta(minutes=1) if how == "over" else now + 20 * HOUR)
    look()
    assert told(NoticeKind.EVENT_ENDS) == []
    assert Event.objects.get(id=event.id).ending_due_at == NEVER


# Requests, and events that clients make.


def test_a_request_and_its_answer_are_told(
    world: World, partner: Person, hosted: tuple[Person, Client]
) -> None:
    host, _ = hosted
    request, _ = credit_requests.ask(host.user, new_id(), 500, "para la boda")
    credit_requests.ask(host.user, request.id, 500, "para la boda")
    assert titles(partner.user) == ["A Client te pide 500 créditos"]
    credit_requests.approve(partner.user, request.id, Grant(new_id(), 300))
    assert titles(host.user)[0] == "Tu proveedor te dio 300 créditos"
    assert len(told(NoticeKind.CREDITS_ADDED)) == 1, "of the first credits alone"
    other, _ = credit_requests.ask(host.user, new_id(), 700, "")
    credit_requests.decline(partner.user, other.id, "el lunes")
    credit_requests.decline(partner.user, other.id, "el lunes")
    assert titles(host.user)[0] == "Tu proveedor no aprobó tu pedido de 700 créditos"
    assert len(told(NoticeKind.REQUEST_DECLINED)) == 1


def test_a_partner_is_told_of_an_event_that_its_client_makes(
    world: World, partner: Person, hosted: tuple[Person, Client]
) -> None:
    host, _ = hosted
    now = timezone.now()
    plan = {
        "id": str(new_id()), "name": "Boda", "starts_at": (now + DAY).isoformat(),
        "ends_at": (now + 2 * DAY).isoformat(), "time_zone": "UTC", "credits": 100,
    }  # fmt: skip
    for _ in range(2):
        assert host.post("/events", **plan).status_code in (200, 201)
    assert titles(partner.user) == ["A Client creó «Boda»"]
    assert partner.post("/events", **plan | {"id": str(new_id()), "name": "Otra"}).status_code == 201
    assert len(told(NoticeKind.EVENT_CREATED)) == 1


# Pictures.


def test_milestones_are_told_as_pictures_are_finished(
    hosted: tuple[Person, Client], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milestones, "MILESTONES", (2, 4))
    monkeypatch.setattr(milestones, "_LATEST", 1)
    booth = PictureBooth()
    Event.objects.filter(id=booth.event).update(client_id=new_id())
    for count, expected in ((1, []), (2, [2]), (3, [2]), (4, [2, 4]), (5, [2, 4])):
        booth.make(booth.queued())
        assert Generation.objects.filter(event_id=booth.event, state="ready").count() == count
        assert [facts["pictures"] for facts in told(NoticeKind.MILESTONE)] == expected


# Booths.


def beats(booth: Booth, *parts: dict[str, Any], **changes: Any) -> None:
    body = {"epoch": booth.epoch, "app_version": "1", "sent_at": timezone.now().isoformat(), "parts": parts}
    answer = booth.post("/kiosk/heartbeat", body | changes)
    assert answer.status_code == 200, answer.content


def silent_for(booth: Booth, minutes: int) -> None:
    """As if the time had passed for this booth."""
    heard = timezone.now() - timedelta(minutes=minutes)
    due = heard + kiosks.SILENT_AFTER
    Kiosk.objects.filter(id=booth.id).update(last_seen_at=heard, silence_due_at=due)


def test_a_booth_that_falls_silent_at_a_live_event_is_told_once_and_again(
    world: World, partner: Person
) -> None:
    event = world.event()
    announce_changed_states()
    booth = world.booth(event, "Cabina 1")
    beats(booth)
    look()
    assert booth.row.silence_due_at is not None
    silent_for(booth, 9)
    look()
    assert told(NoticeKind.BOOTH_SILENT) == []
    for _ in range(2):
        silent_for(booth, 11) if booth.row.silence_due_at else None
        look()
    assert len(told(NoticeKind.BOOTH_SILENT)) == 1
    assert "No hay señal de Cabina 1" in titles(partner.user)
    beats(booth)
    silent_for(booth, 12)
    look()
    assert len(told(NoticeKind.BOOTH_SILENT)) == 2


@pytest.mark.parametrize("how", ["paused", "scheduled", "over", "deleted", "unassigned", "retired"])
def test_a_silent_booth_that_nobody_misses_is_not_told(world: World, how: str) -> None:
    from tests.central.books import a_request

    event = world.event()
    booth = world.booth(event)
    beats(booth)
    now = timezone.now()
    if how == "paused":
        lifecycle.decide(event, EventState.PAUSED, "test")
    elif how == "deleted":
        lifecycle.delete(event, "test")
    elif how == "retired":
        kiosks.retire(booth.row, a_request())
    elif how == "unassigned":
        kiosks.assign(booth.row, None, "test")
    elif how == "scheduled":
        passes(event, starts_at=now + HOUR)
    else:
        passes(event, ends_at=now - timedelta(minutes=1))
    silent_for(booth, 30)
    look()
    assert told(NoticeKind.BOOTH_SILENT) == []
    assert booth.row.silence_due_at is None


def test_a_booth_that_was_off_all_day_is_missed_once_its_event_is_live(world: World) -> None:
    now = timezone.now()
    event = world.event(starts_at=now + HOUR, ends_at=now + 5 * HOUR)
    booth = world.booth(event)
    silent_for(booth, 600)
    look()
    assert told(NoticeKind.BOOTH_SILENT) == []
    passes(event, starts_at=now - HOUR)
    announce_changed_states()
    due = booth.row.silence_due_at
    assert due is not None and due > now + timedelta(minutes=9), "it has ten minutes to come up"
    silent_for(booth, 600)
    look()
    assert len(told(NoticeKind.BOOTH_SILENT)) == 1


def test_a_booth_whose_look_failed_and_that_was_heard_of_is_no_open_incident(world: World) -> None:
    booth = world.booth(world.event(500))
    silent_for(booth, 11)
    with poisoned("fleet_kiosk", is_row(booth.id)):
        tell_silences()
    incident = Incident.objects.filter(part="fleet.silence", resolved_at=None)
    assert incident.exists()
    beats(booth)
    tell_silences()
    assert not incident.exists()


def test_a_look_at_booths_that_were_heard_of_is_one_update_for_all(world: World) -> None:
    event = world.event()
    for _ in range(5):
        booth = world.booth(event)
        beats(booth)
    Kiosk.objects.update(silence_due_at=timezone.now() - HOUR)
    with CaptureQueriesContext(connection) as captured:
        assert tell_silences() == 0
    asked = [re.findall(r"^[A-Z]+|(?:fleet|incidents)_[a-z]+", query["sql"])[:2] for query in captured]
    assert asked == [["UPDATE", "fleet_kiosk"], ["SELECT", "fleet_kiosk"], ["SELECT", "incidents_incident"]]
    assert not Kiosk.objects.filter(silence_due_at__lt=timezone.now()).exists()


PRINTER_FINE = {"part": "printer", "health": "ok"}
EMPTY = {"part": "printer", "health": "warning", "sentence": "…", "reasons": ["media-empty"]}
DOUBT = {"part": "prints", "health": "warning", "reasons": ["print-in-doubt"]}
BROKEN = {"part": "camera", "health": "failed", "sentence": "no camera"}


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"parts": [EMPTY]}, NoticeKind.OUT_OF_PAPER),
        ({"parts": [PRINTER_FINE], "prints_left": 0}, NoticeKind.OUT_OF_PAPER),
        ({"parts": [DOUBT]}, NoticeKind.PRINT_IN_DOUBT),
        ({"parts": [BROKEN]}, NoticeKind.OUT_OF_ORDER),
    ],
)
def test_what_a_booth_says_is_wrong_is_told_when_it_begins(
    world: World, partner: Person, wrong: dict[str, Any], kind: NoticeKind
) -> None:
    booth = world.booth(world.event(), "Cabina 1")
    beats(booth, PRINTER_FINE)
    assert told(kind) == []
    for _ in range(3):
        beats(booth, **wrong)
    [facts] = told(kind)
    assert (facts["booth"], facts["event"], facts["subject"]) == ("Cabina 1", "Fiesta", f"kiosk:{booth.id}")
    assert Notice.objects.count() == 1
    beats(booth, PRINTER_FINE)
    beats(booth, **wrong)
    assert len(told(kind)) == 1, "what comes and goes is told once in ten minutes"
    Notice.objects.filter(kind=kind).update(key="ten minutes ago")
    beats(booth, PRINTER_FINE)
    beats(booth, **wrong)
    assert len(told(kind)) == 2


def test_a_booth_that_is_nowhere_or_packed_up_troubles_nobody(world: World) -> None:
    event = world.event()
    booth, idle = world.booth(event), world.booth()
    lifecycle.close(event, "test")
    for each in (booth, idle):
        beats(each, EMPTY, BROKEN)
    assert not Notice.objects.exists()


def test_a_heartbeat_that_says_nothing_new_costs_no_statement_more(world: World) -> None:
    booth = world.booth(world.event())
    beats(booth, EMPTY)
    costs = []
    for part in (EMPTY, PRINTER_FINE):
        with CaptureQueriesContext(connection) as captured:
            beats(booth, part)
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert not [query for query in captured.captured_queries if "notices_" in query["sql"]]


# The platform.


def test_masters_are_told_when_the_ledger_does_not_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    master = a_master()
    assert proofs.prove().clean
    assert titles(master.user) == []
    broken = audit.Audit(1, 1, 1, ("a balance is not what moved",))
    monkeypatch.setattr("central.ledger.proofs.audit", lambda: broken)
    proofs.prove()
    assert titles(master.user) == ["El libro de créditos no cierra"]

"""Y10: the guest of a request that was refused is told so, and can be served later under its code."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from django.apps import apps

from central.events import lifecycle
from central.events.credits import credits_of
from central.events.models import Event
from central.fleet.enrolment import new_code
from central.gallery import guests
from central.gallery.words import ENGLISH, LANGUAGES, PORTUGUESE, SPANISH, Words
from central.generations.models import ClaimCode, Generation
from central.ledger.audit import audit
from central.tenants.models import Tenant
from contract.config import EventState
from contract.ids import new_id
from tests.central.test_guest_page import screenshot
from tests.central.world import APPLIED, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def event(world: World) -> Event:
    return world.event()


@pytest.fixture
def booth(world: World, event: Event) -> Booth:
    return world.booth(event)


def page(server: str, op: dict[str, Any], language: str = "en") -> str:
    answer = httpx.get(f"{server}/g/{op['payload']['claim_code']}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


def state(server: str, op: dict[str, Any]) -> str:
    return str(httpx.get(f"{server}/g/{op['payload']['claim_code']}/state.json").json()["state"])


def decide(event: Event, **changes: Any) -> int:
    before = datetime.now(UTC) - timedelta(minutes=10)  # However slow the machine: before the request.
    return Event.objects.filter(id=event.id).update(**changes, decided_at=before)


REFUSALS: dict[str, tuple[Callable[[World, Event, dict[str, Any]], object], str]] = {
    "credits_exhausted": (
        lambda world, event, op: [lifecycle.close(event, "test"), decide(event, decided=EventState.LIVE)],
        "refused_credits",
    ),
    "event_not_started": (
        lambda world, event, op: decide(event, decided=EventState.DRAFT), "refused_early"
    ),
    "event_ended": (lambda world, event, op: decide(event, decided=EventState.ENDED), "refused_ended"),
    "event_paused": (lambda world, event, op: decide(event, decided=EventState.PAUSED), "refused_paused"),
    "partner_inactive": (
        lambda world, event, op: Tenant.objects.filter(id=world.tenant_id).update(active=False),
        "refused_partner",
    ),
    "style_not_allowed": (
        lambda world, event, op: op["payload"].update(style_id=str(new_id())), "refused_style"
    ),
    "lease_unknown": (
        lambda world, event, op: op["payload"].update(lease_id=str(new_id())), "refused_otherwise"
    ),
    "invalid": (lambda world, event, op: op["payload"].update(price=-1), "refused_otherwise"),
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS)
def test_its_page_says_what_happened_and_what_can_be_done(
    world: World, event: Event, booth: Booth, server: str, code: str
) -> None:
    spoil, sentence = REFUSALS[code]
    op = booth.request_op(event, world.style, ticket=17, ticket_prefix="B", language="pt")
    assert state(server, op) == "pending"
    spoil(world, event, op)
    assert booth.fates(op) == [refused(code)]
    assert state(server, op) == "refused"
    for words in LANGUAGES.values():
        shown = page(server, op, words.language)
        assert words.refused_title in shown
        assert getattr(words, sentence) in shown
        assert words.refused_help in shown
        assert words.pending_title not in shown
        assert "B-017" in shown
    assert PORTUGUESE.refused_title in page(server, op, "fi"), "in the language spoken at the booth"


@pytest.mark.parametrize("words", [SPANISH, ENGLISH, PORTUGUESE])
def test_every_refusal_has_its_words(words: Words) -> None:
    told = {words.refusal(code) for code in REFUSALS}
    assert len(told) == 7
    assert words.refusal("a code of a newer platform") == words.refused_otherwise


def test_a_request_that_cannot_be_read_still_tells_its_guest(event: Event, booth: Booth, server: str) -> None:
    op = booth.op("generation.requested", {"claim_code": "0123456789ABCDEFGHJKMNPQRS", "ticket": "many"})
    assert booth.fates(op) == [refused("invalid")]
    assert state(server, op) == "refused"
    assert booth.fates(booth.op("generation.requested", {"claim_code": "short"})) == [refused("invalid")]


def test_it_is_asked_for_anew_under_the_same_code(
    world: World, booth: Booth, event: Event, server: str
) -> None:
    decide(event, decided=EventState.PAUSED)
    op = booth.request_op(event, world.style)
    assert booth.fates(op) == [refused("event_paused")]
    again = booth.request_op(event, world.style, claim_code=op["payload"]["claim_code"])
    assert booth.fates(again) == [refused("event_paused")], "too early"
    assert state(server, op) == "refused"
    lifecycle.decide(Event.objects.get(id=event.id), EventState.LIVE, "test")
    served = booth.request_op(event, world.style, claim_code=op["payload"]["claim_code"])
    assert booth.fates(served) == [APPLIED]
    assert state(server, op) == "pending"
    assert booth.fates(op, again) == [refused("event_paused")] * 2, "what was refused stays refused"
    assert state(server, op) == "pending", "and its guest is not told so again"
    late = booth.request_op(event, world.style, claim_code=op["payload"]["claim_code"])
    assert booth.fates(late) == [refused("conflict")], "one code, one picture"
    assert str(Generation.objects.get().id) == served["payload"]["generation_id"]
    assert credits_of(event).consumed == 100
    assert audit().clean


def test_another_event_may_pay_for_it(world: World, server: str) -> None:
    poor, rich = world.event(credits=10), world.event()
    booth = world.booth(poor)
    op = booth.request_op(poor, world.style)
    assert booth.fates(op) == [refused("credits_exhausted")]
    moved = world.booth(rich)
    code = op["payload"]["claim_code"]
    assert moved.fates(moved.request_op(rich, world.style, claim_code=code, ticket=5)) == [APPLIED]
    shown = guests.find(code)
    assert (shown.state, shown.event_name, shown.ticket) == ("pending", rich.name, "005")
    assert credits_of(rich).consumed == 100


def test_a_booth_that_was_enrolled_anew_serves_it(world: World, event: Event, booth: Booth) -> None:
    decide(event, decided=EventState.PAUSED)
    op = booth.request_op(event, world.style)
    booth.sync(op)
    lifecycle.decide(Event.objects.get(id=event.id), EventState.LIVE, "test")
    again = Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)
    served = again.request_op(event, world.style, claim_code=op["payload"]["claim_code"])
    assert again.fates(served) == [APPLIED]


def test_guests_who_were_refused_before_are_told_after_the_migration(
    world: World, event: Event, booth: Booth
) -> None:
    decide(event, decided=EventState.PAUSED)
    kept = booth.request_op(event, world.style, ticket=17, language="pt")
    unreadable = booth.op("generation.requested", {})
    odd = booth.request_op(event, world.style, ticket=2**40, event_id=[7], generation_id="none", language=9)
    booth.sync(kept, unreadable, odd)
    rows = ClaimCode.objects.order_by("code")
    as_they_are_now = list(rows.values())
    rows.delete()
    code = kept["payload"]["claim_code"]
    assert guests.find(code).state == "pending"
    migration = import_module("central.sync.migrations.0002_claim_codes_of_refused_requests")
    for _ in range(2):
        migration.keep_claim_codes(apps, None)
        for row, before in zip(rows.values(), as_they_are_now, strict=True):
            assert row | {"recorded_at": None} == before | {"recorded_at": None}
        assert (guests.find(code).state, guests.find(code).event_name) == ("refused", event.name)


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_a_phones_browser_draws_it(
    world: World, event: Event, booth: Booth, server: str, tmp_path: Path, language: str
) -> None:
    decide(event, decided=EventState.PAUSED)
    op = booth.request_op(event, world.style, ticket=17, ticket_prefix="B")
    booth.sync(op)
    url = f"{server}/g/{op['payload']['claim_code']}?lang={language}"
    picture, console = screenshot(url, tmp_path)
    assert "Refused" not in console and "Uncaught" not in console
    assert np.count_nonzero(picture.max(axis=2) > 230) > 500

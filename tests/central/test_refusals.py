"""Every reason the platform gives for not doing something: provoked once, with its code and its sentence.

A code that is new in the contract fails here until it has its scene.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, override_settings
from django.utils import timezone

from central.api.problems import refusal
from central.api.v1 import api
from central.base.refusals import HTTP_STATUS, DomainError
from central.blobs.errors import BlobError
from central.catalogue.errors import CatalogueError
from central.catalogue.models import Style
from central.events import lifecycle
from central.events.errors import EventError
from central.fleet.models import Kiosk
from central.fleet.pairing import MOST_OPEN
from central.gallery import erasure
from central.generations.errors import OwnPictureError
from central.generations.hoarding import MOST_ARRIVING_FROM_A_BOOTH
from central.generations.models import Generation
from central.generations.photo_timeouts import PHOTO_WAITS, give_up_on_photos
from central.ledger.errors import LedgerError
from central.ledger.leases import reclaim
from central.payments import packs
from central.payments.errors import PaymentError
from central.tenants.errors import TenantError
from central.tenants.models import Tenant
from contract.config import EventState
from contract.ids import new_id
from contract.problem import Code
from tests.central import mercadopago
from tests.central.books import a_request
from tests.central.own import Sitter, Studio
from tests.central.persons import Person, a_buyer, a_master, a_partner
from tests.central.pictures import jpeg
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")


class Stage:
    """A partner with a live event of 1,000 credits, and a booth at it."""

    def __init__(self) -> None:
        self.world = World(credits=10_000)
        self.event = self.world.event(credits=1_000)
        self.booth = self.world.booth(self.event)

    @property
    def partner(self) -> Person:
        return a_partner(self.world.tenant_id)

    def fate(self, **changes: Any) -> dict[str, Any]:
        """What a picture that the booth asks for is answered."""
        request_op = self.booth.request_op(self.event, self.world.style, **changes)
        return self.booth.sync(request_op)["results"][0]

    def exhausted(self) -> dict[str, Any]:
        self.booth.sync(*(self.booth.request_op(self.event, self.world.style) for _ in range(10)))
        return self.fate()

    def inactive(self) -> dict[str, Any]:
        Tenant.objects.filter(id=self.world.tenant_id).update(active=False)
        return self.fate()

    def decided(self, state: EventState) -> dict[str, Any]:
        lifecycle.decide(self.event, state, "test")
        return self.fate()

    def closed(self) -> dict[str, Any]:
        lifecycle.close(self.event, "test")
        return self.fate()

    def conflicting(self) -> dict[str, Any]:
        op = self.booth.request_op(self.event, self.world.style)
        self.booth.sync(op)
        return self.booth.sync(op | {"payload": op["payload"] | {"ticket": 2}})["results"][0]

    def without_photo(self) -> dict[str, Any]:
        """Accepted, as the photo comes apart; a month later it has not come."""
        self.fate()
        assert give_up_on_photos(timezone.now()) == 0
        assert give_up_on_photos(timezone.now() + PHOTO_WAITS + timedelta(minutes=1)) == 1
        failed = Generation.objects.get()
        assert failed.state == "failed"
        return {"code": failed.failure_code, "sentence": failed.failure}


OPS: dict[Code, Callable[[Stage], dict[str, Any]]] = {
    Code.CREDITS_EXHAUSTED: Stage.exhausted,
    Code.EVENT_NOT_STARTED: lambda stage: stage.decided(EventState.DRAFT),
    Code.EVENT_ENDED: Stage.closed,
    Code.EVENT_PAUSED: lambda stage: stage.decided(EventState.PAUSED),
    Code.PARTNER_INACTIVE: Stage.inactive,
    Code.STYLE_NOT_ALLOWED: lambda stage: stage.fate(style_id=str(new_id())),
    Code.CONFLICT: Stage.conflicting,
    Code.PHOTO_MISSING: Stage.without_photo,
    Code.LEASE_UNKNOWN: lambda stage: stage.fate(lease_id=str(new_id())),
    Code.INVALID: lambda stage: stage.fate(price=-1),
}


@pytest.mark.parametrize("code", OPS)
def test_an_op_is_refused_with_a_code_and_a_sentence(code: Code) -> None:
    result = OPS[code](Stage())
    assert result["code"] == code
    assert result["sentence"].endswith(".") or code is Code.INVALID, result["sentence"]


def problem(answer: Any) -> tuple[int, str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    return answer.status_code, answer.json()["code"], answer.json()["title"]


def put_blob(booth: Booth, name: str, content: bytes, **headers: str) -> Any:
    return booth.client.put(f"/api/v1/blobs/{name}", content, content_type="image/jpeg", headers=headers)


def broken_off(stage: Stage) -> Any:
    """An upload that goes on where nothing is."""
    return put_blob(stage.booth, "a" * 64, b"more", **{"Content-Range": "bytes 10-13/20"})


def read_beyond_the_end(stage: Stage) -> Any:
    photo = jpeg(640, 480)
    name = sha256(photo).hexdigest()
    assert put_blob(stage.booth, name, photo).status_code == 201
    return stage.booth.client.get(f"/api/v1/blobs/{name}", headers={"Range": f"bytes={len(photo)}-"})


def guessed(stage: Stage) -> Any:
    answers = [stage.booth.post("/kiosks/enroll", WRONG_CODE) for _ in range(12)]
    assert problem(answers[0])[:2] == (403, "pairing_code_wrong")
    return answers[-1]


def without_its_database(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Any:
    def away(*_: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("central.api.kiosks.sync", away)
    return stage.booth.exchange()


def free_pictures_made(stage: Stage) -> Any:
    sitter, style = Sitter(a_buyer()), Studio().style
    photo = jpeg(300, 400)
    name = sha256(photo).hexdigest()
    sitter.person.browser.put(f"/api/v1/me/photos/{name}", photo, content_type="image/jpeg")
    request_ops = [{"id": str(new_id()), "style_id": str(style.id), "photo_sha256": name} for _ in range(3)]
    return [sitter.person.post("/me/generations", **request_op) for request_op in request_ops][-1]


def unlocked_twice(stage: Stage) -> Any:
    sitter, pack = Sitter(a_buyer()), Studio().premium_pack
    a_master().post(f"/users/{sitter.user.id}/top-ups", id=str(new_id()), credits=9_000, reason="a test")
    return [sitter.person.post(f"/packs/{pack.id}/unlock", id=str(new_id())) for _ in range(2)][-1]


def paid_too_little(stage: Stage) -> Any:
    partner = stage.partner
    packs.install()
    with (
        mercadopago.serving() as provider,
        override_settings(MERCADOPAGO_URL=provider.url, MERCADOPAGO_TOKEN=mercadopago.TOKEN),
    ):
        bought = partner.post("/wallet/purchases", id=str(new_id()), credits=1_000).json()["purchase"]
        provider.pay(bought, transaction_amount=1.0)
        return partner.post(f"/purchases/{bought['id']}/check")


def plan(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    moments = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=5)).isoformat()}
    return {"id": str(new_id()), "name": "Fiesta", "time_zone": "UTC", "credits": 0} | moments | changes


def of_no_event(stage: Stage) -> Any:
    Kiosk.objects.update(event_id=None)
    return stage.booth.lease()


def top_up(stage: Stage, credits: int) -> Any:
    return stage.partner.post(f"/events/{stage.event.id}/top-ups", id=str(new_id()), credits=credits)


def planned_with_one_id(stage: Stage) -> Any:
    partner, event_id = stage.partner, str(new_id())
    return [partner.post("/events", **plan(id=event_id, name=name)) for name in ("one", "another")][-1]


def own_picture(style: Style) -> Any:
    """A picture asked for without having sent its photo."""
    return a_buyer().post("/me/generations", id=str(new_id()), style_id=str(style.id), photo_sha256="a" * 64)


def deleted_by_mistake(stage: Stage) -> Any:
    return a_master().delete(f"/partners/{stage.world.tenant_id}", id=str(new_id()), confirm="another")


def huge(stage: Stage) -> Any:
    body = b'{"epoch": 1, "cursor": "", "ops": []}'.ljust(1_000_001)
    return stage.booth.client.post("/api/v1/kiosk/sync", body, content_type="application/json")


def lease_while(stage: Stage, change: Callable[[Stage], object]) -> Any:
    change(stage)
    return stage.booth.lease()


NOBODY = {"email": "nobody@people.example", "password": "guess"}
WRONG_CODE = {"code": "ZZZZZZZZ", "app_version": "test"}
STATUSES = {
    401: {"unauthorized", "login_wrong"},
    402: {"credits_exhausted", "credits_owed"},
    410: {"erased"},
    403: {"forbidden", "partner_inactive", "pairing_code_wrong", "style_not_allowed"},
    404: {"not_found", "lease_unknown"},
    409: {
        "already_unlocked", "conflict", "epoch_mismatch", "event_ended", "event_not_started", "event_paused",
        "kiosk_retired", "lease_outstanding", "limit_reached", "no_event", "payment_mismatch",
        "photo_missing", "range_mismatch",
    },
    413: {"too_large"},
    415: {"not_a_picture"},
    416: {"range_not_satisfiable"},
    422: {
        "amount_not_allowed", "confirmation_wrong", "digest_mismatch", "invalid", "price_too_low",
        "too_small",
    },
    429: {"daily_limit", "quota_exceeded", "rate_limited"},
    503: {"try_later"},
}  # fmt: skip
DRAFT, PAUSED = EventState.DRAFT, EventState.PAUSED
TINY = jpeg(63, 400)


def reclaimed_of(stage: Stage) -> str:
    """The lease of a booth that is away: all that the event has."""
    lease: str = stage.booth.lease(1_000).json()["id"]
    reclaim(stage.world.tenant_id, UUID(lease), a_request())
    return lease


def leased_after_a_reclaim(stage: Stage) -> Any:
    reclaimed_of(stage)
    return stage.booth.lease()


def allocated_while_owing(stage: Stage) -> Any:
    """What the booth had promised comes when another booth has spent it."""
    lease = reclaimed_of(stage)
    other = stage.world.booth(stage.event)
    other.sync(*(other.request_op(stage.event, stage.world.style) for _ in range(10)))
    assert stage.fate(lease_id=lease)["status"] == "applied"
    return stage.partner.post("/events", **plan())


def paired_without_end(stage: Stage) -> Any:
    partner = stage.partner
    path = f"/partners/{stage.world.tenant_id}/pairing-codes"
    return [partner.post(path, id=str(new_id()), name="Hall") for _ in range(MOST_OPEN + 1)][-1]


def named_after_its_retirement(stage: Stage) -> Any:
    partner, path = stage.partner, f"/kiosks/{stage.booth.id}"
    assert partner.post(f"{path}/retire", id=str(new_id())).status_code == 200
    return partner.patch(path, name="Hall")


def erased_photo(stage: Stage) -> Any:
    photo = jpeg(64, 64)
    op = stage.booth.request_op(stage.event, stage.world.style, photo_sha256=sha256(photo).hexdigest())
    stage.booth.sync(op)
    erasure.erase(op["payload"]["claim_code"])
    return put_blob(stage.booth, sha256(photo).hexdigest(), photo)


def begun_without_end(stage: Stage) -> Any:
    part = {"Content-Range": "bytes 0-3/20"}
    names = [sha256(bytes([number])).hexdigest() for number in range(MOST_ARRIVING_FROM_A_BOOTH.uploads + 1)]
    return [put_blob(stage.booth, name, b"part", **part) for name in names][-1]


REQUESTS: dict[Code, Callable[..., Any]] = {
    Code.UNAUTHORIZED: lambda stage: Client().get("/api/v1/kiosk/config"),
    Code.LOGIN_WRONG: lambda stage: stage.booth.post("/logins", NOBODY),
    Code.CREDITS_EXHAUSTED: lambda stage: stage.partner.post("/events", **plan(credits=10_000)),
    Code.CREDITS_OWED: allocated_while_owing,
    Code.FORBIDDEN: lambda stage: a_buyer().get("/wallet"),
    Code.PARTNER_INACTIVE: lambda stage: lease_while(stage, Stage.inactive),
    Code.PAIRING_CODE_WRONG: lambda stage: stage.booth.post("/kiosks/enroll", WRONG_CODE),
    Code.STYLE_NOT_ALLOWED: lambda stage: own_picture(Studio().premium),
    Code.LEASE_UNKNOWN: lambda stage: stage.booth.lease(renew=str(new_id())),
    Code.LEASE_OUTSTANDING: leased_after_a_reclaim,
    Code.LIMIT_REACHED: paired_without_end,
    Code.KIOSK_RETIRED: named_after_its_retirement,
    Code.NOT_FOUND: lambda stage: stage.partner.get(f"/events/{new_id()}"),
    Code.CONFLICT: planned_with_one_id,
    Code.EPOCH_MISMATCH: lambda stage: stage.booth.exchange(epoch=7),
    Code.NO_EVENT: of_no_event,
    Code.EVENT_NOT_STARTED: lambda stage: lease_while(stage, lambda stage: stage.decided(DRAFT)),
    Code.EVENT_PAUSED: lambda stage: lease_while(stage, lambda stage: stage.decided(PAUSED)),
    Code.EVENT_ENDED: lambda stage: (stage.closed(), top_up(stage, 10))[1],
    Code.RANGE_MISMATCH: broken_off,
    Code.RANGE_NOT_SATISFIABLE: read_beyond_the_end,
    Code.ALREADY_UNLOCKED: unlocked_twice,
    Code.PAYMENT_MISMATCH: paid_too_little,
    Code.PHOTO_MISSING: lambda stage: own_picture(Studio().style),
    Code.ERASED: erased_photo,
    Code.TOO_LARGE: huge,
    Code.NOT_A_PICTURE: lambda stage: put_blob(stage.booth, sha256(b"text").hexdigest(), b"text"),
    Code.TOO_SMALL: lambda stage: put_blob(stage.booth, sha256(TINY).hexdigest(), TINY),
    Code.DIGEST_MISMATCH: lambda stage: put_blob(stage.booth, "a" * 64, jpeg(64, 64)),
    Code.INVALID: lambda stage: stage.booth.lease(-1),
    Code.PRICE_TOO_LOW: lambda stage: stage.partner.post("/events", **plan(photo_price=1)),
    Code.AMOUNT_NOT_ALLOWED: lambda stage: top_up(stage, 1_001),
    Code.CONFIRMATION_WRONG: deleted_by_mistake,
    Code.DAILY_LIMIT: free_pictures_made,
    Code.QUOTA_EXCEEDED: begun_without_end,
    Code.RATE_LIMITED: guessed,
    Code.TRY_LATER: without_its_database,
}


@pytest.mark.parametrize("code", REQUESTS)
def test_a_request_is_refused_with_a_status_a_code_and_a_sentence(
    code: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = REQUESTS[code]
    arguments = [monkeypatch] if scene is without_its_database else []
    answer = scene(Stage(), *arguments)
    assert problem(answer)[:2] == (HTTP_STATUS[code], code), answer.content
    assert answer.json()["status"] == answer.status_code
    assert answer.json()["title"].endswith("."), "a sentence"


def test_every_code_has_its_scene_and_its_status() -> None:
    assert set(Code) == set(OPS) | set(REQUESTS) == set(HTTP_STATUS)


def test_clients_find_each_status_where_it_was() -> None:
    by_status: dict[int, set[str]] = {}
    for code, status in HTTP_STATUS.items():
        by_status.setdefault(status, set()).add(code.value)
    assert by_status == STATUSES


@pytest.mark.parametrize(
    "family",
    [
        BlobError, CatalogueError, EventError, LedgerError, OwnPictureError, PaymentError,
        TenantError,
    ],
)  # fmt: skip
def test_every_familys_errors_are_answered_alike(family: type[DomainError]) -> None:
    answer = api.on_exception(HttpRequest(), family("No."))
    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "invalid")


def test_a_refusal_names_when_to_come_back() -> None:
    assert DomainError("Later.").retry_after is None
    later = DomainError("Later.", Code.TRY_LATER, retry_after=7)
    assert (str(later), later.code, later.retry_after) == ("Later.", Code.TRY_LATER, 7)
    answer = refusal(HttpRequest(), later)
    assert (answer.status_code, answer["Retry-After"]) == (503, "7")

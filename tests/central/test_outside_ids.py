"""Ids that come from outside are of version 7, so that none of them is one that the platform derives."""

from typing import Any, Final
from uuid import UUID, uuid1, uuid4, uuid5

import pytest

from central.ledger.issuance import _CHARGEBACKS
from central.ledger.models import Transfer, TransferKind
from central.ledger.pools import pool_of
from central.ledger.refunds import refund
from central.payments.settlement import _TRANSFERS
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from contract.shape import made_outside
from tests.central.bodies import Described, description
from tests.central.books import NOW, Books, a_request
from tests.central.mercadopago import MercadoPago
from tests.central.payers import bought, state_of, told, wholesale
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import Booth, World

DESCRIBED: Final = Described()
REFERENCES: Final = {
    "AlertRaised.event_id", "Assignment.event_id", "ClientPatch.packs", "ClientPatch.styles",
    "CodeAgain.event_id", "CommandResult.id", "EventPatch.packs", "EventPatch.styles",
    "EventOfTemplate.client_id", "GenerationCancelled.event_id", "GenerationRequested.event_id",
    "GenerationRequested.lease_id",
    "GenerationRequested.style_id", "Heartbeat.done_commands", "LeaseRequest.renew", "LeaseReturned.event_id",
    "LeaseReturned.lease_id", "NewClient.packs", "NewClient.styles", "NewEvent.client_id", "NewEvent.packs",
    "NewEvent.styles", "NewPairingCode.event_id", "NewPartner.packs", "NewRetry.event_id",
    "PackSequence.packs", "PartnerPatch.packs", "PhotoErased.event_id", "PictureRequest.style_id",
    "PrintCompleted.event_id", "PrintCompleted.generation_id", "RawOp.op_id", "SessionEnded.event_id",
    "StyleBody.pack_id", "StylePatch.pack_id", "StyleSequence.styles",
}  # fmt: skip
"""Fields of bodies that name what is there already - or are looked at op by op, as one must not spoil all."""
NAMED: Final = {
    "client_id", "code_id", "event_id", "generation_id", "guest_id", "kiosk_id", "lease_id", "login_id",
    "mail_id", "template_id",
    "pack_id", "partner_id", "person_id", "purchase_id", "request_id", "style_id", "subject_id",
    "tenant_id", "user_id",
}  # fmt: skip
"""Parameters of paths and queries: they name what is there already."""
DERIVED: Final = uuid5(new_id(), "derived")
OTHERS: Final = [uuid1(), uuid4(), DERIVED, UUID(int=0), UUID(int=2**128 - 1), PLATFORM_ID]
CALLED: Final = ["of-version-1", "of-version-4", "of-version-5", "nil", "of-ones", "the-platforms"]


def shapes_sent() -> dict[str, dict[str, Any]]:
    """The shapes of all bodies that the API takes, and those in them."""
    known, found = description()["components"]["schemas"], {}
    waiting: list[Any] = [operation.get("requestBody", {}) for _, _, operation in DESCRIBED.operations()]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            name = str(each.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = known[name]
                waiting.append(known[name])
            waiting += each.values()
    return found


def ids_in(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas of ids in a field, a list or a choice."""
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return [schema] if schema.get("format") == "uuid" else [found for each in inner for found in ids_in(each)]


def fields_with_ids() -> dict[str, bool]:
    """Every field of a body that takes an id; whether it takes new ones, of version 7, alone."""
    return {
        f"{shape}.{name}": all("-7" in each.get("pattern", "") for each in ids)
        for shape, schema in shapes_sent().items()
        for name, field in schema.get("properties", {}).items()
        if (ids := ids_in(field))
    }


def test_every_field_either_takes_new_ids_alone_or_names_what_is_there() -> None:
    fields = fields_with_ids()
    assert len(fields) > 20
    assert {name for name, takes_new_ones in fields.items() if not takes_new_ones} == REFERENCES


def test_every_parameter_names_what_is_there() -> None:
    parameters = [
        each for _, _, operation in DESCRIBED.operations() for each in operation.get("parameters", [])
    ]
    assert {each["name"] for each in parameters if ids_in(each["schema"])} == NAMED


class Everybody:
    """One person of each role, and a booth."""

    def __init__(self) -> None:
        world = World()
        self.event = world.event()
        self.booth: Booth = world.booth(self.event)
        self.people: list[Person] = [
            a_master(), a_partner(world.tenant_id), a_client(world.tenant_id)[0], a_buyer()
        ]  # fmt: skip

    def answers(self, method: str, path: str, body: dict[str, Any]) -> list[Any]:
        """What each of them is answered, but for those who may not ask at all."""
        browsers = [self.booth.client, *(person.browser for person in self.people)]
        answers = [getattr(each, method)(path, body, content_type="application/json") for each in browsers]
        return [each for each in answers if each.status_code not in (401, 403)]


class AnyId(dict[str, str]):
    """A path's parameters, whatever they are called."""

    def __missing__(self, name: str) -> str:
        return str(new_id())


@pytest.mark.usefixtures("database")
def test_every_call_refuses_an_id_that_the_platform_could_have_derived() -> None:
    everybody, asked, fields = Everybody(), 0, fields_with_ids()
    for method, path, operation in DESCRIBED.operations():
        body, shape = DESCRIBED.body(operation), DESCRIBED.shape_name(operation)
        for name in [name for name in body if fields.get(f"{shape}.{name}")]:
            for wrong in OTHERS:
                sent = body | {name: str(wrong)}
                answers = everybody.answers(method, path.format_map(AnyId()), sent)
                assert answers, f"nobody may {method} {path}"
                assert {refusal(answer) for answer in answers} == {(422, "invalid")}, (
                    f"{method} {path} {sent}"
                )
                assert all(f"{name}: " in answer.json()["detail"] for answer in answers)
                asked += 1
    assert asked > 15 * len(OTHERS)
    assert not Transfer.objects.filter(id__in=OTHERS).exists()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("wrong", OTHERS, ids=CALLED)
def test_an_op_with_such_an_id_is_refused_and_the_rest_of_its_batch_is_not(wrong: UUID) -> None:
    world = World()
    event = world.event()
    booth = world.booth(event)
    bad = booth.request_op(event, world.style) | {"op_id": str(wrong)}
    inside = booth.request_op(event, world.style, generation_id=str(wrong))
    good = booth.request_op(event, world.style)
    first, second, third = booth.sync(bad, inside, good)["results"]
    assert [(each["status"], each["code"]) for each in (first, second, third)] == [
        ("rejected", "invalid"), ("rejected", "invalid"), ("applied", None),
    ]  # fmt: skip
    assert "UUID of version 7" in first["sentence"] or wrong == PLATFORM_ID
    assert first["sentence"].startswith("op_id: ")


@pytest.mark.usefixtures("database")
def test_an_id_of_one_tenant_keeps_no_other_tenants_booth_from_using_it() -> None:
    ids: dict[str, Any] = {name: str(new_id()) for name in ("generation_id", "session_id")}
    op_id, request_id = str(new_id()), str(new_id())
    for world in (World("first"), World("second")):
        event = world.event()
        booth = world.booth(event)
        assert booth.lease(request_id=request_id).status_code == 200
        op = booth.request_op(event, world.style, **ids) | {"op_id": op_id}
        assert booth.fates(op) == [("applied", None)]


def test_the_sentence_says_what_an_id_must_be() -> None:
    with pytest.raises(ValueError, match="a new id must be a UUID of version 7"):
        made_outside(uuid4())
    with pytest.raises(ValueError, match="one of the platform's own"):
        made_outside(PLATFORM_ID)
    made = new_id()
    assert made_outside(made) == made


@pytest.mark.usefixtures("database")
def test_a_buyer_cannot_take_the_id_of_their_own_chargeback(shop: MercadoPago) -> None:
    world = World(credits=10)
    partner, (_, client) = a_partner(world.tenant_id), a_client(world.tenant_id)
    purchase = wholesale(partner)
    credit = uuid5(_TRANSFERS, UUID(purchase["id"]).hex)
    for foreseen in (credit, uuid5(_CHARGEBACKS, credit.hex), _CHARGEBACKS, _TRANSFERS):
        taken = partner.post(f"/clients/{client.id}/allocations", id=str(foreseen), credits=1)
        assert refusal(taken) == (422, "invalid")
    payment = shop.pay(purchase)
    assert told(payment).status_code == 200
    shop.change(payment, "charged_back")
    assert told(payment).status_code == 200
    assert (bought(partner), state_of(purchase)) == (10, "reversed")


@pytest.mark.usefixtures("database")
def test_what_the_ledger_derives_is_of_another_version(shop: MercadoPago) -> None:
    """Ids that can be foreseen are never of version 7: every one in a busy life."""
    world = World(credits=10)
    sent = set(Transfer.objects.values_list("id", flat=True))
    partner = a_partner(world.tenant_id)
    payment = shop.pay(wholesale(partner))
    told(payment)
    shop.change(payment, "refunded")
    told(payment)
    books = Books(credits=1_000)
    event = books.event(300)
    lease = books.lease(event, 300)
    books.give_back(lease)
    books.charge(promise := books.promise(event, price=300))
    refund(books.tenant, promise.op_id, pool_of(event), "test", NOW)
    request = a_request()
    sent |= {request.id}
    derived = [request.part("overdraft").id, request.part(lease.id.hex).id]
    derived += (
        Transfer.objects.exclude(id__in=sent)
        .filter(kind__in=[TransferKind.CHARGEBACK, TransferKind.PURCHASE, TransferKind.REFUND])
        .values_list("id", flat=True)
    )
    assert len(derived) == 5
    assert {each.version for each in derived} == {5}

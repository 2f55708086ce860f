"""C13: a failed picture gives its price back when the event promised that, once, and else not."""

from datetime import UTC, datetime

import pytest

from central.events.credits import allocate, credits_of
from central.events.models import Event
from central.generations.models import Generation
from central.generations.providers.base import Finished, PermanentError, TemporaryError
from central.generations.refunds import refund_if_promised
from central.ledger import issuance, kiosk_charges
from central.ledger.accounts import AccountKind, open_account
from central.ledger.balances import EventCredits
from central.ledger.pools import open_pool
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id
from contract.sync import GenerationState
from tests.central.booths import Booth
from tests.central.pictures import jpeg
from tests.central.scripted import scripted

pytestmark = pytest.mark.usefixtures("database")


def fund(booth: Booth, credits: int) -> Event:
    """Give the event a pool of so many credits."""
    event = Event.objects.get(tenant_id=booth.tenant, id=booth.event)
    wallet = open_account(booth.tenant, AccountKind.WALLET, booth.tenant)
    transfer = TransferRequest(new_id(), "master", datetime.now(UTC))
    issuance.top_up(booth.tenant, wallet, credits, transfer)
    open_pool(booth.tenant, event.id, wallet)
    allocate(event, credits, transfer.part("allocation"))
    return event


def charged(booth: Booth) -> Generation:
    """A queued generation that was paid for from the pool."""
    photo = jpeg(300, 400, seed=60)
    accepted = booth.request(photo)
    bill = kiosk_charges.Charge(
        accepted.op_id, booth.event, None, accepted.request.price, accepted.occurred_at
    )
    assert kiosk_charges.charge(booth.tenant, booth.kiosk, [bill]) == {accepted.op_id: None}
    booth.upload(photo)
    booth.record(accepted)
    return booth.generation(accepted.request.generation_id)


def spent(event: Event) -> tuple[int, int]:
    """What is left in the pool, and what was consumed; and it adds up."""
    credits: EventCredits = credits_of(event)
    assert credits.adds_up
    return credits.pool, credits.consumed


@pytest.mark.parametrize(("promised", "pool", "consumed"), [(True, 500, 0), (False, 400, 100)])
def test_a_failed_picture_is_refunded_by_the_events_policy(promised: bool, pool: int, consumed: int) -> None:
    booth, _ = scripted(PermanentError("no face in the photo"))
    Event.objects.filter(tenant_id=booth.tenant, id=booth.event).update(refund_on_failure=promised)
    event = fund(booth, 500)
    generation = charged(booth)
    assert spent(event) == (400, 100)
    failed = booth.make(generation.id)
    assert failed.state == GenerationState.FAILED
    assert spent(event) == (pool, consumed)
    refund_if_promised(failed)
    assert spent(event) == (pool, consumed), "at most once"


def test_a_picture_that_succeeds_after_a_while_is_paid_for() -> None:
    booth, _ = scripted(TemporaryError("timed out"), Finished(jpeg()))
    Event.objects.filter(tenant_id=booth.tenant, id=booth.event).update(refund_on_failure=True)
    event = fund(booth, 500)
    generation = charged(booth)
    booth.make(generation.id)
    assert spent(event) == (400, 100), "a time-out is not a failure"
    Generation.objects.filter(tenant_id=booth.tenant, id=generation.id).update(not_before=None)
    assert booth.make(generation.id).state == GenerationState.READY
    assert spent(event) == (400, 100)

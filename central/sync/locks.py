"""What a batch locks before its first effect, when it is more than one charge (decision 9).

A charge locks the leases that it names, and the pools only if it needs them. What follows in the same
transaction - a lease returned, a cancelled picture refunded, the other half of a divided batch - would then
lock leases and other pools while it holds a pool, and deadlock with transactions in the common order. So it
would where owners pay what one event after the other owes.
"""

from collections import Counter
from collections.abc import Sequence

from central.fleet.models import Kiosk
from central.generations import requests
from central.ledger.kiosk_charges import lock_leases_and_pools
from central.sync.ops import Incoming
from contract.sync import GenerationCancelled, GenerationRequested, LeaseReturned


def lock_ahead(kiosk: Kiosk, ops: Sequence[Incoming]) -> None:
    """Lock the photos, the pictures that these ops cancel, then every account that any of them may touch."""
    payloads = [op.payload for op in ops]
    cancelled = [each.generation_id for each in payloads if isinstance(each, GenerationCancelled)]
    returned = {each.lease_id for each in payloads if isinstance(each, LeaseReturned)}
    requested = [each for each in payloads if isinstance(each, GenerationRequested)]
    asked = Counter(dict.fromkeys(requests.lock(kiosk.tenant_id, kiosk.id, cancelled), 0))
    for each in requested:
        asked[each.event_id] += each.price
    leases = {each.lease_id for each in requested if each.lease_id} | returned
    lock_leases_and_pools(kiosk.tenant_id, leases, asked)


def moves_credits_later(op: Incoming) -> bool:
    """Whether the op locks accounts after the charges of its batch."""
    return op.erased or isinstance(op.payload, GenerationCancelled | LeaseReturned)

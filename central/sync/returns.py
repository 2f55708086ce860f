"""Ops that give leases back: their place among the other ops, and their effect.

A return ends the backing, so it is settled only behind everything that its booth said before.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from central.fleet.models import Kiosk
from central.ledger import leases
from central.sync.ops import Incoming, Verdict, refused
from central.sync.parts import refuse_too_many
from contract.leases import LeaseState
from contract.problem import Code
from contract.sync import LeaseReturned


def too_early(kiosk: Kiosk, incoming: Sequence[Incoming]) -> frozenset[UUID]:
    """The ops that return a lease while an op before them is missing: they have to be sent again.

    Nothing but such an op ever waits, and only behind a gap; so whatever has none before it can be settled.
    """
    if not any(isinstance(op.payload, LeaseReturned) for op in incoming):
        return frozenset()
    here = {op.seq for op in incoming}.union(kiosk.settled_ahead)
    complete = kiosk.ack_seq
    while complete + 1 in here:
        complete += 1
    return frozenset(
        op.op_id for op in incoming if isinstance(op.payload, LeaseReturned) and op.seq > complete
    )


def returned_at(ops: Iterable[Incoming]) -> Mapping[UUID, int]:
    """The seq at which each lease is returned for the first time; `ops` are in order."""
    places: dict[UUID, int] = {}
    for op in ops:
        if isinstance(op.payload, LeaseReturned):
            places.setdefault(op.payload.lease_id, op.seq)
    return places


def return_leases(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Close the leases that are open, give up those that were reclaimed, refuse those of other kiosks.

    Raises TooMuchAtOnce.
    """
    closing = {op.payload.lease_id: op for op in reversed(ops) if isinstance(op.payload, LeaseReturned)}
    states = leases.states(kiosk.tenant_id, kiosk.id, closing) if closing else {}
    still_out = [each for each in closing if states.get(each, LeaseState.RETURNED) is not LeaseState.RETURNED]
    refuse_too_many(len(still_out))
    for lease_id in still_out:
        leases.give_back(kiosk.tenant_id, _closing(kiosk, lease_id, closing[lease_id]))
    return {
        op.op_id: refused(Code.LEASE_UNKNOWN)
        for op in ops
        if isinstance(op.payload, LeaseReturned) and op.payload.lease_id not in states
    }


def _closing(kiosk: Kiosk, lease_id: UUID, op: Incoming) -> leases.LeaseClosing:
    return leases.LeaseClosing(
        lease_id, kiosk.id, op.op_id, op.occurred_at, f"kiosk:{kiosk.id}", epoch=kiosk.epoch, seq=op.seq
    )

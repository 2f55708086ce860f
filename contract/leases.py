"""Y5: credits reserved for one kiosk, from which it promises pictures while it is offline."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contract.config import Credits
from contract.shape import Epoch, Moment, NewId, Shape


class LeaseState(StrEnum):
    """Credits are spent from `open` leases. After the expiry the server waits before it reclaims the rest."""

    OPEN = "open"
    RETURNED = "returned"
    RECLAIMED = "reclaimed"


class LeaseRequest(Shape):
    """`POST /kiosk/leases`. The same `request_id` always gets the same lease.

    `wanted` is the kiosk's own estimate of its demand in credits; the server decides. With `renew`, the named
    lease is topped up and its expiry moved instead of opening another.
    """

    request_id: NewId
    epoch: Epoch
    wanted: Annotated[int, Field(ge=1, le=1_000_000)]
    renew: UUID | None = None


class Lease(Shape):
    """A lease as the server knows it. `granted` and `spent` in credits.

    It expires in `ttl_seconds`, counted from the moment of the answer: the kiosk measures them with its
    monotonic clock.
    """

    id: UUID
    event_id: UUID
    state: LeaseState
    granted: Credits
    spent: Credits
    expires_at: Moment
    ttl_seconds: Annotated[float, Field(ge=0)]


class LeaseReturn(Shape):
    """`POST /kiosk/leases/{id}/return`: the kiosk gives back what it has not promised.

    It has no place among the ops: whatever the server has not settled by then is not backed by the lease.
    A kiosk with promises on the way sends the op `lease.returned` instead.
    """

    request_id: NewId
    epoch: Epoch

"""Rejected ops as the platform saw them (Y10), for the people who look after booths."""

import json
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from central.base import pages
from central.base.pages import Page, PageRequest
from central.sync.models import EventSaid, Op
from central.tenants.visibility import Scope, within
from contract.problem import Code
from contract.shape import Moment, Shape
from contract.sync import OpKind, OpStatus

_SHOWN: Final = ("event_id", "generation_id", "style_id", "price", "lease_id", "ticket", "ticket_prefix")
_LONGEST: Final = 100


class DeadLetterFilter(Shape):
    """Filters of the list of rejected ops."""

    partner_id: UUID | None = None
    event_id: Annotated[UUID | None, Field(description="Ops that name this event.")] = None
    kiosk_id: UUID | None = None
    code: Code | None = None
    kind: OpKind | None = None
    since: Annotated[Moment | None, Field(description="Ops that came after this moment.")] = None


def page(scope: Scope, wanted: DeadLetterFilter, asked: PageRequest) -> Page[Op]:
    """The rejected ops in sight, the newest first. Raises CursorError."""
    ops = within(within(Op.objects.filter(status=OpStatus.REJECTED), scope), Scope(wanted.partner_id))
    exactly = {"kiosk_id": wanted.kiosk_id, "code": wanted.code, "kind": wanted.kind}
    ops = ops.filter(**{column: each for column, each in exactly.items() if each is not None})
    if wanted.event_id is not None:
        ops = ops.alias(event=EventSaid("payload")).filter(event=str(wanted.event_id))
    if wanted.since is not None:
        ops = ops.filter(recorded_at__gt=wanted.since)
    return pages.page(ops, ("recorded_at", "id", "tenant_id"), asked)


def said(op: Op) -> dict[str, str | int | None]:
    """What the op said of things that have names here; never the secret of a guest's QR code.

    It was refused, so it may say anything.
    """
    payload: Any = json.loads(op.payload)
    found = {name: payload[name] for name in _SHOWN if name in payload} if isinstance(payload, dict) else {}
    return {name: _short(each) for name, each in found.items()}


def _short(said: object) -> str | int | None:
    if said is None or (isinstance(said, int) and abs(said) < 2**53):
        return said
    return str(said)[:_LONGEST]

"""Audits that are kept, so that people can see when the ledger was last proven, and what was found (C18)."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.ledger.audit import Audit, audit
from central.ledger.models import Proof as Row
from contract.ids import new_id


@dataclass(frozen=True, slots=True)
class Proof(Audit):
    """An audit that was kept: when it began, and how long it took."""

    at: datetime
    seconds: float


def prove(keeper_id: UUID, also: Callable[[Proof], object] = lambda proof: None) -> Proof:
    """Audit the ledger of all tenants now, and keep what was found with the tenant that runs the platform.

    `also` is done in the transaction that keeps it.
    """
    at, started = timezone.now(), time.monotonic()
    found = audit()
    with transaction.atomic():
        row = Row.objects.create(
            tenant_id=keeper_id,
            id=new_id(),
            at=at,
            seconds=time.monotonic() - started,
            **asdict(found),
        )
        proof = _shape(row)
        also(proof)
    return proof


def page(keeper_id: UUID, asked: PageRequest) -> Page[Proof]:
    """The audits that were kept, the newest first. Raises CursorError."""
    return pages.page(Row.objects.filter(tenant_id=keeper_id), ("at", "id"), asked).map(_shape)


def _shape(row: Row) -> Proof:
    return Proof(row.accounts, row.transfers, row.issued, tuple(row.faults), row.at, row.seconds)

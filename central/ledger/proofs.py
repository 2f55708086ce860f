"""Audits that are kept, so that people can see when the ledger was last proven, and what was found (C18)."""

import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.ledger.audit import audit
from central.ledger.models import Proof as Row
from contract.ids import new_id


@dataclass(frozen=True, slots=True)
class Proof:
    """One audit. `faults` are sentences; none: everything added up."""

    at: datetime
    seconds: float
    accounts: int
    transfers: int
    issued: int
    faults: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Nothing was wrong."""
        return not self.faults


def prove(keeper_id: UUID) -> Proof:
    """Audit the ledger of all tenants now, and keep what was found with the tenant that runs the platform."""
    at, started = timezone.now(), time.monotonic()
    found = audit()
    row = Row.objects.create(
        tenant_id=keeper_id,
        id=new_id(),
        at=at,
        seconds=time.monotonic() - started,
        accounts=found.accounts,
        transfers=found.transfers,
        issued=found.issued,
        faults=found.faults,
    )
    return _shape(row)


def page(keeper_id: UUID, asked: PageRequest) -> Page[Proof]:
    """The audits that were kept, the newest first. Raises CursorError."""
    return pages.page(Row.objects.filter(tenant_id=keeper_id), ("at", "id"), asked).map(_shape)


def _shape(row: Row) -> Proof:
    return Proof(row.at, row.seconds, row.accounts, row.transfers, row.issued, tuple(row.faults))

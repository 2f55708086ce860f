"""The platform as a whole, for its masters: credits, sales, audits (C17, C18)."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from central.api.auth import master_auth
from central.api.shapes import Page, Row
from central.base import pages
from central.base.pages import PageRequest
from central.incidents import incidents
from central.incidents.models import Incident as IncidentRow
from central.ledger import balances, proofs
from central.operations.proofs import prove as prove_and_tell
from central.payments import reports
from central.tenants.models import PLATFORM_ID

router = Router(tags=["platform"], auth=master_auth)


class CurrencySales(Row):
    """Sales in one currency, less chargebacks. `revenue` and `average_price` in its hundredths."""

    currency: str
    purchases: int
    credits: int
    revenue: int
    average_price: int


class PlatformCredits(Row):
    """All credits of all tenants: sold + given = in_circulation + consumed + forfeited.

    `sold`: purchases less chargebacks; `given`: issued by hand; `in_circulation`: issued and neither used nor
    forfeited, less what is owed; consumed = generations + unlocks. `allocated`: put into clients and events,
    less what came back.
    """

    sold: int
    given: int
    in_circulation: int
    allocated: int
    consumed: int
    generations: int
    unlocks: int
    forfeited: int
    overdraft: int
    sales: tuple[CurrencySales, ...]


class Proof(Row):
    """One audit of the ledger. `faults` has a sentence for each fault; it is empty when all adds up."""

    at: datetime
    seconds: float
    accounts: int
    transfers: int
    issued: int
    faults: tuple[str, ...]
    clean: bool


class Incident(Row):
    """Something that failed and is tried again: where, what it concerns, and the last error."""

    id: UUID
    tenant_id: UUID
    part: str
    subject: str
    sentence: str
    times: int
    first_at: datetime
    last_at: datetime
    resolved_at: datetime | None


@router.get("/platform/credits", response=PlatformCredits, summary="Get the platform's credits and sales")
def platform_credits(request: HttpRequest) -> PlatformCredits:
    """At this instant."""
    credits = balances.platform()
    sold, consumed = credits.purchased, credits.used
    return PlatformCredits.of(credits, sold=sold, consumed=consumed, sales=reports.sales())


@router.get("/platform/proofs", response=Page[Proof], summary="List ledger audits")
def list_proofs(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[proofs.Proof]:
    """Newest first. One runs every night."""
    return proofs.page(PLATFORM_ID, asked)


@router.post("/platform/proofs", response=Proof, summary="Audit the ledger now")
def prove(request: HttpRequest) -> Proof:
    """Takes seconds for a million transfers."""
    return Proof.model_validate(prove_and_tell())


@router.get("/platform/incidents", response=Page[Incident], summary="List incidents")
def list_incidents(
    request: HttpRequest, asked: Query[PageRequest], still_open: bool = True
) -> pages.Page[IncidentRow]:
    """What failed and was not mended, newest first; with `still_open` false, also what was."""
    return incidents.page(asked, still_open=still_open)

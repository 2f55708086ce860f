"""Requests that were refused, of guests who were not served since; for the people who can serve them."""

from typing import Annotated
from uuid import UUID

from django.db.models import Q, QuerySet
from pydantic import Field

from central.base import pages
from central.base.pages import Page, PageRequest
from central.events.models import Event
from central.generations.models import ClaimCode
from central.tenants.visibility import Scope, within
from contract.shape import Shape
from contract.tickets import read_label


class RefusedFilter(Shape):
    """Filters of the list of refused requests."""

    partner_id: UUID | None = None
    event_id: UUID | None = None
    kiosk_id: UUID | None = None
    ticket: Annotated[
        str | None,
        Field(
            max_length=40,
            pattern=r"^\s*[A-Za-z]{0,3}-?[0-9]{1,10}\s*$",
            description="As on the ticket: `B-017`, `17`.",
        ),
    ] = None


def page(scope: Scope, wanted: RefusedFilter, asked: PageRequest) -> Page[ClaimCode]:
    """The refused requests in sight, the newest first. Raises CursorError."""
    claims = within(_in_sight(scope), Scope(wanted.partner_id))
    exactly = {"event_id": wanted.event_id, "kiosk_id": wanted.kiosk_id}
    claims = claims.filter(**{column: each for column, each in exactly.items() if each is not None})
    if wanted.ticket is not None:
        claims = claims.filter(_of_ticket(wanted.ticket))
    return pages.page(claims, ("recorded_at", "generation_id", "tenant_id"), asked)


def find(scope: Scope, generation_id: UUID) -> ClaimCode | None:
    """The refused request in sight that named its picture so; None: there is none, or it was served."""
    return _in_sight(scope).filter(generation_id=generation_id).order_by("-recorded_at").first()


def _in_sight(scope: Scope) -> QuerySet[ClaimCode]:
    refused = ClaimCode.objects.exclude(refusal="").filter(generation_id__isnull=False, erased_at=None)
    if scope.tenant_id is not None and scope.client_id is not None:
        theirs = Event.objects.filter(tenant_id=scope.tenant_id, client_id=scope.client_id, deleted_at=None)
        refused = refused.filter(event_id__in=list(theirs.values_list("id", flat=True)))
    return within(refused, Scope(scope.tenant_id))


def _of_ticket(label: str) -> Q:
    """The number alone is any booth's."""
    found = read_label(label)
    if found is None or found[1] >= 2**31:
        return Q(pk__in=[])
    prefix, number = found
    return Q(ticket=number, ticket_prefix=prefix) if prefix else Q(ticket=number)

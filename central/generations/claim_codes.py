"""Which picture a guest's claim code opens: one on the whole platform, whoever asked for it.

The table is keyed by the code alone, as a guest brings nothing else. A code is taken before its request is
judged, and stays with a request that is refused, so that its page can say what happened. Only a refused
request's code may be taken again, and only by the same partner's booths: that is how staff ask anew.

A guest may erase before the request has come: the code is then kept without one, and whoever takes it learns
that its picture is not to be made.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from central.generations.errors import TooManyErasures
from central.generations.models import ClaimCode
from central.pg_arrays import array_of
from central.tenants.models import PLATFORM_ID
from contract.problem import Code


class Asked(NamedTuple):
    """What a request says about its claim code. All but the code may be missing from one that is invalid."""

    code: str
    generation_id: UUID | None
    event_id: UUID | None
    ticket: int | None
    ticket_prefix: str
    language: str


MOST_UNMET: Final = 20_000
"""Erased codes whose requests have not come; a few megabytes."""
MOST_UNMET_OF_ONE: Final = 1_000
"""Of one sender: more than a party has guests."""
UNMET_FOR: Final = timedelta(days=400)
"""As old as an op can be that still comes."""


def take(tenant_id: UUID, kiosk_id: UUID, asked: Sequence[Asked]) -> dict[str, bool]:
    """Take these codes, each of them once, and say of each whether its guest has erased it already.

    Those that another picture has are left out. One statement.

    To be called before any account is locked: it may wait for a code that another transaction is taking.
    """
    if not asked:
        return {}
    # In their order, so that transactions that take the same ones wait for each other in one direction.
    columns = zip(*sorted(asked, key=attrgetter("code")), strict=True)
    codes, generation_ids, event_ids, tickets, prefixes, languages = columns
    of_each = (
        array_of(codes), array_of(generation_ids), array_of(event_ids),
        array_of(tickets), array_of(prefixes), array_of(languages),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [tenant_id, kiosk_id, *of_each])
        return dict(cursor.fetchall())


def refuse(tenant_id: UUID, refusals: Mapping[str, Code]) -> None:
    """Keep why the requests for these codes, taken in this very transaction, were refused."""
    for refusal in sorted(set(refusals.values())):
        codes = [code for code, why in refusals.items() if why == refusal]
        ClaimCode.objects.filter(tenant_id=tenant_id, code__in=codes).update(refusal=refusal)


def find(code: str) -> ClaimCode | None:
    """What is known of a code; None before its request has come."""
    return ClaimCode.objects.filter(code=code).first()


def erased(tenant_id: UUID, codes: Iterable[str]) -> frozenset[str]:
    """Those of the codes that this tenant's guests have erased."""
    theirs = ClaimCode.objects.filter(tenant_id=tenant_id, code__in=set(codes), erased_at__isnull=False)
    return frozenset(theirs.values_list("code", flat=True))


def erase(code: str, sender: str = "") -> bool:
    """Note that the guest erased what this code stands for, in the caller's transaction; False: before.

    It waits for a request that is taking the code. `sender`: who says so, for codes that nobody knows yet.
    Raises TooManyErasures when no more of those can be noted.
    """
    now = timezone.now()
    known = ClaimCode.objects.filter(code=code)
    if known.filter(erased_at=None).update(erased_at=now, language=""):
        return True
    if known.exists():
        return False
    _make_room(sender)
    with connection.cursor() as cursor:
        cursor.execute(_ERASE_UNMET, [code, PLATFORM_ID, now, now, sender])
        if cursor.rowcount:
            return True
    return bool(known.filter(erased_at=None).update(erased_at=now, language=""))


def _make_room(sender: str) -> None:
    """Nobody uses up what there is for all: when it is full, whoever has most of it gives up its oldest code.

    Raises TooManyErasures: the sender has its share, and so has everybody else.
    """
    unmet = ClaimCode.objects.filter(tenant_id=PLATFORM_ID, kiosk_id=None)
    own = unmet.filter(sender=sender).count()
    if own >= MOST_UNMET_OF_ONE:
        raise TooManyErasures
    if unmet.count() < MOST_UNMET:
        return
    greediest, most = unmet.values_list("sender").annotate(codes=Count("code")).order_by("-codes")[0]
    if most <= own + 1:
        raise TooManyErasures
    oldest = unmet.filter(sender=greediest).order_by("recorded_at").values("code")[:1]
    unmet.filter(code__in=list(oldest.values_list("code", flat=True))).delete()


def forget_unmet(now: datetime) -> int:
    """Delete erased codes whose requests never came; how many."""
    unmet = ClaimCode.objects.filter(tenant_id=PLATFORM_ID, kiosk_id=None)
    old = list(unmet.filter(recorded_at__lt=now - UNMET_FOR).values_list("code", flat=True))
    return unmet.filter(code__in=old).delete()[0] if old else 0  # No transaction on the nights without any.


_TAKE = """
INSERT INTO generations_claimcode AS held
  (code, tenant_id, kiosk_id, generation_id, event_id, ticket, ticket_prefix, language, refusal, recorded_at)
SELECT code, %s, %s, generation_id, event_id, ticket, ticket_prefix, language, '', clock_timestamp()
FROM (SELECT unnest(%s::text[]) AS code, unnest(%s::uuid[]) AS generation_id, unnest(%s::uuid[]) AS event_id,
        unnest(%s::bigint[]) AS ticket, unnest(%s::text[]) AS ticket_prefix, unnest(%s::text[]) AS language
  ) AS asked
ON CONFLICT (code) DO UPDATE SET
  tenant_id = EXCLUDED.tenant_id, kiosk_id = EXCLUDED.kiosk_id, generation_id = EXCLUDED.generation_id,
  event_id = EXCLUDED.event_id,
  ticket = EXCLUDED.ticket, ticket_prefix = EXCLUDED.ticket_prefix,
  language = CASE WHEN held.erased_at IS NULL THEN EXCLUDED.language ELSE '' END,
  refusal = '', recorded_at = EXCLUDED.recorded_at, sender = ''
WHERE held.kiosk_id IS NULL
  OR held.tenant_id = EXCLUDED.tenant_id AND held.refusal <> '' AND held.erased_at IS NULL
RETURNING code, erased_at IS NOT NULL
"""

_ERASE_UNMET = """
INSERT INTO generations_claimcode
  (code, tenant_id, ticket_prefix, language, refusal, recorded_at, erased_at, sender)
VALUES (%s, %s, '', '', '', %s, %s, %s)
ON CONFLICT (code) DO NOTHING
"""

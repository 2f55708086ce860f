"""Tasks that go through many rows, of many tenants: one that fails must not stop the others."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from central.incidents.incidents import note
from central.incidents.models import Incident

Row = TypeVar("Row")
Result = TypeVar("Result")


class About(NamedTuple):
    """Whose row it is, and which: `lease:ID`."""

    tenant_id: UUID
    subject: str


def each_alone(
    part: str,
    rows: Iterable[Row],
    work: Callable[[Row], Result],
    about: Callable[[Row], About],
    *,
    in_transaction: bool = True,
) -> list[Result]:
    """Do the work on each row in a transaction of its own; the results of those that went well.

    Not `in_transaction`: the work opens its own, where it has something to write. A row that fails becomes
    an incident of this part. The rows are all that is due, so incidents of rows that did not fail this time
    are resolved. Raises only when the database is gone.
    """
    results, failed = [], set()
    for row in rows:
        try:
            with transaction.atomic() if in_transaction else nullcontext():
                result = work(row)
        except Exception as error:
            if not connection.is_usable():
                raise
            failed.add(about(row))
            note(*_of(part, about(row)), error)
        else:
            results.append(result)
    _resolve_others(part, failed)
    return results


def _of(part: str, about: About) -> tuple[UUID, str, str]:
    return about.tenant_id, part, about.subject


def _resolve_others(part: str, failed: set[About]) -> None:
    still_open = Incident.objects.filter(part=part, resolved_at=None)
    over = [each for each in still_open if About(each.tenant_id, each.subject) not in failed]
    for each in over:
        Incident.objects.filter(tenant_id=each.tenant_id, id=each.id).update(resolved_at=timezone.now())

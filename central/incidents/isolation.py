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


def each_alone(  # noqa: PLR0913 - a task, and how it goes through its rows
    part: str,
    rows: Iterable[Row],
    work: Callable[[Row], Result],
    about: Callable[[Row], About],
    *,
    in_transaction: bool = True,
    is_all: bool = True,
) -> list[Result]:
    """Do the work on each row in a transaction of its own; the results of those that went well.

    Not `in_transaction`: the work opens its own, where it has something to write. A row that fails becomes
    an incident of this part, which is resolved once the row goes well, or is not due any more: that is known
    only when the rows are all that is due (`is_all`). Raises only when the database is gone.
    """
    results, failed, done = [], set[About](), set[About]()
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
            done.add(about(row))
    _resolve(part, lambda each: each not in failed if is_all else each in done)
    return results


def _of(part: str, about: About) -> tuple[UUID, str, str]:
    return about.tenant_id, part, about.subject


def _resolve(part: str, is_over: Callable[[About], bool]) -> None:
    still_open = Incident.objects.filter(part=part, resolved_at=None)
    rows = still_open.values_list("tenant_id", "id", "subject")
    over = [(tenant_id, row_id) for tenant_id, row_id, subject in rows if is_over(About(tenant_id, subject))]
    if over:
        tenants, ids = zip(*over, strict=True)
        still_open.filter(tenant_id__in=tenants, id__in=ids).update(resolved_at=timezone.now())

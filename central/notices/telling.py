"""Telling: a notice is written in the transaction of what it tells, and once, whatever is repeated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from central.notices.kinds import RULES, NoticeKind
from central.notices.models import Notice

_LONGEST_TEXT: Final = 300
Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Told:
    """What is told to the people of a tenant; `client_id`: to those of this client.

    `key`: of two with the same one, the second is not told. `actor` did it, and is not told.
    `at` None: now. `until`: when it is not worth a message any more; None: as its kind has it.
    """

    tenant_id: UUID
    kind: NoticeKind
    key: str
    client_id: UUID | None = None
    actor: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    at: datetime | None = None
    until: datetime | None = None


def tell(*all_told: Told) -> None:
    """Tell these, in the caller's transaction; one statement."""
    tell_each(all_told)


def tell_each(all_told: Iterable[Told]) -> None:
    """The same, in the order of their keys: others may tell some of them at the same time."""
    rows = [_row(each) for each in sorted(all_told, key=lambda told: (told.tenant_id, told.key))]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _row(told: Told) -> Notice:
    rule, at = RULES[told.kind], told.at or timezone.now()
    return Notice(
        tenant_id=told.tenant_id,
        key=told.key,
        kind=told.kind,
        role=rule.role,
        client_id=told.client_id,
        actor=told.actor,
        facts={name: _bounded(fact) for name, fact in told.facts.items()},
        at=at,
        until=told.until or at + rule.stale_after,
    )


def _bounded(fact: Fact) -> Fact:
    return fact[:_LONGEST_TEXT] if isinstance(fact, str) else fact

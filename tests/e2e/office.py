"""The platform's back office as a process: parties are planned and accounts read while the platform runs.

`python -m tests.e2e.office`, with the platform's `CABINA_DATA`: one JSON line in, `[name, {arguments}]`,
one out. Everything goes through the functions that the platform's own commands call.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from central.events import lifecycle  # noqa: E402
from central.events.credits import credits_of  # noqa: E402
from central.events.models import Event  # noqa: E402
from central.fleet.enrolment import new_code  # noqa: E402
from central.fleet.models import Kiosk  # noqa: E402
from central.generations.models import Generation  # noqa: E402
from central.ledger.audit import audit  # noqa: E402
from central.ledger.models import Transfer, TransferKind  # noqa: E402
from central.sync.models import GuestSession, Op, Sheet  # noqa: E402


def plan(partner: str, name: str, credits: int, kiosks: int = 1) -> dict[str, Any]:
    """A live event of the partner's, and a pairing code for each of its kiosks."""
    now = timezone.now()
    event = lifecycle.create(
        lifecycle.Plan(
            tenant_id=UUID(partner), name=name, credits=credits, time_zone="America/Argentina/Buenos_Aires",
            starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1),
        ),
        "e2e",
    )  # fmt: skip
    codes = [new_code(event.tenant_id, f"{name} {number}", event.id).code for number in range(kiosks)]
    return {"id": str(event.id), "slug": event.slug, "codes": codes}


def again(event_id: str, kiosk_id: str) -> str:
    """A code that pairs a kiosk of the event once more."""
    kiosk = Kiosk.objects.get(id=kiosk_id)
    return new_code(kiosk.tenant_id, kiosk.name, UUID(event_id), kiosk.id).code


def account(event_id: str) -> dict[str, Any]:
    """The event's credits, and everything that its kiosks brought about."""
    event = Event.objects.get(id=event_id)
    mine = Generation.objects.filter(tenant_id=event.tenant_id, event_id=event.id)
    generations = [
        {"id": str(row.id), "state": row.state, "price": row.price, "result_sha256": row.result_sha256}
        for row in mine
    ]
    charges = Transfer.objects.filter(
        tenant_id=event.tenant_id, kind=TransferKind.GENERATION, id__in=mine.values("op_id")
    )
    reports = {"tenant_id": event.tenant_id, "event_id": event.id}
    found = audit()
    return {
        "credits": asdict(credits_of(event)),
        "generations": generations,
        "charges": [row.amount for row in charges],
        "sheets": Sheet.objects.filter(**reports).count(),
        "sessions": [row.outcome for row in GuestSession.objects.filter(**reports)],
        "faults": found.faults,
    }


def rows(event_id: str) -> dict[str, int]:
    """How many rows there are of what a stranger must not be able to add."""
    event = Event.objects.get(id=event_id)
    of_event = {"tenant_id": event.tenant_id, "event_id": event.id}
    return {
        "generations": Generation.objects.filter(**of_event).count(),
        "sheets": Sheet.objects.filter(**of_event).count(),
        "transfers": Transfer.objects.count(),
        "applied": Op.objects.filter(tenant_id=event.tenant_id, status="applied").count(),
    }


COMMANDS: dict[str, Callable[..., Any]] = {"plan": plan, "again": again, "account": account, "rows": rows}


def main() -> None:
    for line in sys.stdin:
        name, arguments = json.loads(line)
        connections.close_all()  # Minutes may have passed: as a request would, each command connects anew.
        sys.stdout.write(json.dumps(COMMANDS[name](**arguments), default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

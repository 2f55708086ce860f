"""Booths' health as they report it, and since when it is so (Y7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from central.fleet import booth_notices, commands, health_history, history, kiosks, silence
from central.fleet.enrolment import refuse_copy
from central.fleet.models import Happening, Kiosk
from contract.heartbeat import Heartbeat, HeartbeatAnswer, PartHealth

_NOT_HEALTH = {"epoch", "done_commands", "results", "parts"}


def beat(kiosk: Kiosk, heartbeat: Heartbeat) -> HeartbeatAnswer:
    """Keep the booth's health; the answer carries the commands that still wait for it.

    Raises EpochMismatch.
    """
    now = timezone.now()
    with transaction.atomic():
        held = kiosks.lock(kiosk)
        refuse_copy(held, heartbeat.epoch)
        _note_silence(held, now)
        health = _health(held.health, heartbeat, now)
        booth_notices.tell_new(held, health, now)
        health_history.note(held, health, now)
        Kiosk.objects.filter(tenant_id=kiosk.tenant_id, id=kiosk.id).update(
            app_version=heartbeat.app_version,
            health=health,
            last_seen_at=now,
            silence_due_at=silence.due_after_heartbeat(),
        )
        waiting = commands.exchange(held, heartbeat, now)
    return HeartbeatAnswer(server_time=timezone.now(), commands=waiting)


def _health(before: Mapping[str, Any], heartbeat: Heartbeat, now: datetime) -> dict[str, Any]:
    """The heartbeat, when it came, and since when each part is as it is."""
    parts = {each["part"]: each for each in before.get("parts", [])}
    health = heartbeat.model_dump(mode="json", exclude=_NOT_HEALTH)
    shown = [_part(parts.get(each.part, {}), each, now) for each in heartbeat.parts]
    return health | {"parts": shown, "received_at": now.isoformat()}


def _part(before: Mapping[str, Any], part: PartHealth, now: datetime) -> dict[str, Any]:
    same = before.get("health") == part.health and "since" in before
    return part.model_dump(mode="json") | {"since": before["since"] if same else now.isoformat()}


def _note_silence(kiosk: Kiosk, now: datetime) -> None:
    """A silence becomes history once it has ended; how long it has lasted is always to be seen."""
    received_at = kiosk.health.get("received_at")
    last = datetime.fromisoformat(received_at) if received_at else now
    if now - last >= kiosks.SILENT_AFTER:
        history.entry(kiosk, Happening.SILENT, f"kiosk:{kiosk.id}", at=now, since=last).save()

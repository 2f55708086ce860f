"""Booths' health, and the platform's commands for them (Y7)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.changefeed.changes import publish
from central.fleet.enrolment import refuse_copy
from central.fleet.models import Kiosk, RemoteCommand
from contract.heartbeat import Command, CommandKind, Heartbeat, HeartbeatAnswer
from contract.ids import new_id


def beat(kiosk: Kiosk, heartbeat: Heartbeat) -> HeartbeatAnswer:
    """Keep the booth's health; the answer carries the commands that still wait for it.

    Raises EpochMismatch.
    """
    refuse_copy(kiosk, heartbeat.epoch)
    now = timezone.now()
    with transaction.atomic():
        Kiosk.objects.filter(tenant_id=kiosk.tenant_id, id=kiosk.id).update(
            app_version=heartbeat.app_version,
            health=heartbeat.model_dump(mode="json", exclude={"epoch", "done_commands"}),
            last_seen_at=now,
        )
        waiting = RemoteCommand.objects.filter(tenant_id=kiosk.tenant_id, kiosk_id=kiosk.id, done_at=None)
        if heartbeat.done_commands:
            waiting.filter(id__in=heartbeat.done_commands[:100]).update(done_at=now)
        commands = [
            Command(id=row.id, kind=CommandKind(row.kind)) for row in waiting.order_by("given_at")[:20]
        ]
    return HeartbeatAnswer(server_time=timezone.now(), commands=tuple(commands))


def command(tenant_id: UUID, kiosk_id: UUID, kind: CommandKind) -> UUID:
    """Give a booth a command, which it carries out once."""
    with transaction.atomic():
        given = RemoteCommand.objects.create(tenant_id=tenant_id, id=new_id(), kiosk_id=kiosk_id, kind=kind)
        publish(tenant_id, kiosk_id, "command", str(given.id))
    return given.id

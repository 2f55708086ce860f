"""The platform's commands for booths (Y7): given once, told while they last, and answered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import ValidationError

from central.base import pages
from central.base.pages import Page, PageRequest
from central.changefeed.changes import publish
from central.fleet import history, kiosks
from central.fleet.errors import CommandRefused, LimitReached
from central.fleet.models import Happening, HistoryEntry, Kiosk, RemoteCommand
from central.idempotency.creations import is_new
from central.tenants import audit_log
from central.tenants.models import AuditKind
from contract.heartbeat import (
    ARGUMENTS,
    MOST_COMMANDS,
    Command,
    CommandKind,
    CommandOutcome,
    CommandResult,
    EventToSwitchTo,
    Heartbeat,
    NoArguments,
)
from contract.shape import Shape

_BEFORE_BOOTHS_SAID: Final = frozenset({CommandKind.PAUSE, CommandKind.RESUME, CommandKind.SYNC})
"""What booths carry out that do not say what they carry out; the other kinds that they know they report as
done, and do nothing."""
_UNSUPPORTED: Final = "This booth's version does not carry out this command."


class CommandState(StrEnum):
    """What has become of a command. `sent`: a booth was told, and has not answered yet."""

    WAITING = "waiting"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNSUPPORTED = "unsupported"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Order:
    """What a person wants of a booth. `lasts`: the booth is told for so long."""

    id: UUID
    kind: CommandKind
    arguments: Mapping[str, str]
    lasts: timedelta


def give(kiosk: Kiosk, order: Order, actor: str) -> tuple[RemoteCommand, bool]:
    """Give the booth a command, which it carries out once; whether it is new.

    `switch_event` assigns the kiosk in the same transaction, so that the booth finds its event there.
    Raises CommandRefused, LimitReached, OtherContent, and what `kiosks.assign` raises.
    """
    arguments = _read(order)
    with transaction.atomic():
        if not is_new(kiosk.tenant_id, "command", order.id, asdict(order) | {"kiosk": kiosk.id}):
            return RemoteCommand.objects.get(tenant_id=kiosk.tenant_id, id=order.id), False
        if isinstance(arguments, EventToSwitchTo):
            kiosks.assign(kiosk, arguments.event_id, actor)
        held = kiosks.lock_in_service(kiosk)
        _refuse_one_more(held)
        now = timezone.now()
        given = RemoteCommand.objects.create(
            tenant_id=held.tenant_id,
            id=order.id,
            kiosk_id=held.id,
            kind=order.kind,
            arguments=arguments.model_dump(mode="json"),
            given_by=actor,
            expires_at=now + order.lasts,
        )
        history.entry(held, Happening.COMMAND_GIVEN, actor, subject_id=given.id, note=order.kind).save()
        described = audit_log.initially(command=order.kind, **given.arguments)
        audit_log.record(held.subject, AuditKind.COMMAND_GIVEN, actor, changes=described)
        publish(held.tenant_id, held.id, "command", str(given.id))
    return given, True


def page(kiosk: Kiosk, asked: PageRequest) -> Page[RemoteCommand]:
    """The kiosk's commands, the newest first. Raises CursorError."""
    return pages.page(_of(kiosk), ("given_at", "id"), asked)


def state_of(command: RemoteCommand, now: datetime) -> CommandState:
    """An answer counts whenever it comes."""
    if command.outcome:
        return CommandState(command.outcome)
    if command.expires_at is not None and command.expires_at <= now:
        return CommandState.EXPIRED
    return CommandState.WAITING if command.sent_at is None else CommandState.SENT


def exchange(kiosk: Kiosk, heartbeat: Heartbeat, now: datetime) -> tuple[Command, ...]:
    """Keep the booth's answers; the commands that it is to carry out, in the order in which they were given.

    In the caller's transaction, which holds the kiosk. What this booth does not carry out is answered here.
    """
    _keep_answers(kiosk, _answers(heartbeat), now)
    waiting = list(_open(kiosk, now).order_by("given_at", "id")[:MOST_COMMANDS])
    if not waiting:
        return ()
    carries_out = _BEFORE_BOOTHS_SAID if heartbeat.carries_out is None else set(heartbeat.carries_out)
    strange = [each for each in waiting if each.kind not in carries_out]
    unsupported = CommandOutcome.UNSUPPORTED
    refusals = (CommandResult(id=each.id, outcome=unsupported, sentence=_UNSUPPORTED) for each in strange)
    _keep_answers(kiosk, {each.id: each for each in refusals}, now)
    told = [each for each in waiting if each not in strange]
    _of(kiosk).filter(id__in=[each.id for each in told if each.sent_at is None]).update(sent_at=now)
    return tuple(Command(id=each.id, kind=CommandKind(each.kind), arguments=each.arguments) for each in told)


def _answers(heartbeat: Heartbeat) -> dict[UUID, CommandResult]:
    """A booth of an older version names only what it has done."""
    named = heartbeat.done_commands[: 5 * MOST_COMMANDS]
    done = {each: CommandResult(id=each, outcome=CommandOutcome.DONE) for each in named}
    return done | {each.id: each for each in heartbeat.results}


def _keep_answers(kiosk: Kiosk, answers: Mapping[UUID, CommandResult], now: datetime) -> None:
    """The first answer to a command is the one that counts."""
    if not answers:
        return
    answered = list(_of(kiosk).filter(id__in=answers, done_at=None).order_by("id"))
    for command in answered:
        answer = answers[command.id]
        command.done_at, command.outcome, command.sentence = now, answer.outcome, answer.sentence
        command.save(update_fields=["done_at", "outcome", "sentence"])
    HistoryEntry.objects.bulk_create(_told(kiosk, command) for command in answered)


def _told(kiosk: Kiosk, command: RemoteCommand) -> HistoryEntry:
    said = f"{command.kind}: {command.outcome}. {command.sentence}".strip()
    what, actor = Happening.COMMAND_ANSWERED, f"kiosk:{kiosk.id}"
    return history.entry(kiosk, what, actor, at=command.done_at, subject_id=command.id, note=said)


def _of(kiosk: Kiosk) -> QuerySet[RemoteCommand]:
    return RemoteCommand.objects.filter(tenant_id=kiosk.tenant_id, kiosk_id=kiosk.id)


def _open(kiosk: Kiosk, now: datetime) -> QuerySet[RemoteCommand]:
    return _of(kiosk).filter(Q(expires_at=None) | Q(expires_at__gt=now), done_at=None)


def _refuse_one_more(kiosk: Kiosk) -> None:
    if _open(kiosk, timezone.now()).count() >= MOST_COMMANDS:
        raise LimitReached(f"{MOST_COMMANDS} commands wait for this booth; let it answer them first.")


def _read(order: Order) -> Shape:
    """The arguments in the shape of the command's kind. Raises CommandRefused."""
    shape = ARGUMENTS.get(order.kind, NoArguments)
    strange = set(order.arguments) - set(shape.model_fields)
    if strange:
        raise CommandRefused(f"The command {order.kind} has no argument {min(strange)}.")
    try:
        return shape.model_validate(dict(order.arguments))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CommandRefused(f"The command {order.kind}: {where}: {first['msg']}.") from error

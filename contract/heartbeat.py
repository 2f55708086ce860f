"""Y7: how the booth is, and what the platform wants it to do."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from contract.shape import Moment, Shape, ShortText, Text, known_only


class Health(StrEnum):
    """The health of one part of the booth."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


class PartHealth(Shape):
    """One part and a sentence about it."""

    part: ShortText
    health: Health
    sentence: Text = ""


class CommandKind(StrEnum):
    """The remote commands that a booth carries out."""

    PAUSE = "pause"
    RESUME = "resume"
    RESTART = "restart"
    SYNC = "sync"
    SWITCH_EVENT = "switch_event"
    COLLECT_LOGS = "collect_logs"


class Command(Shape):
    """One remote command; carried out once per id."""

    id: UUID
    kind: CommandKind


class Heartbeat(Shape):
    """`POST /kiosk/heartbeat`."""

    epoch: Annotated[int, Field(ge=1)]
    app_version: ShortText
    sent_at: Moment
    parts: Annotated[tuple[PartHealth, ...], Field(max_length=32)] = ()
    queue_depth: Annotated[int, Field(ge=0)] = 0
    oldest_op_seconds: Annotated[float, Field(ge=0)] = 0
    disk_free_bytes: Annotated[int, Field(ge=0)] = 0
    prints_left: int | None = None
    done_commands: tuple[UUID, ...] = ()


class HeartbeatAnswer(Shape):
    """The commands that are pending for this kiosk."""

    server_time: Moment
    commands: tuple[Command, ...] = ()

    @field_validator("commands", mode="before")
    @classmethod
    def _commands_of_a_newer_server_are_ignored(cls, wire: object) -> object:
        return known_only(wire, "kind", set(CommandKind))

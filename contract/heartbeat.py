"""Y7: how the booth is, and what the platform wants it to do."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import BeforeValidator, Field, field_validator

from contract.shape import MOST_COUNTED, BoothMoment, Count, Epoch, Moment, Shape, ShortText, Text, known_only

MOST_COMMANDS = 20
"""So many at once, at most: in an answer, and waiting for one booth."""


MOST_REASONS = 16
"""Of one part of the booth."""


class Health(StrEnum):
    """The health of one part of the booth."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


class PartHealth(Shape):
    """One part and a sentence about it; `reasons`: words for programs, such as IPP's of a printer."""

    part: ShortText
    health: Health
    sentence: Text = ""
    reasons: Annotated[tuple[ShortText, ...], Field(max_length=MOST_REASONS)] = ()


class CommandKind(StrEnum):
    """The remote commands. No booth carries out all of them: each says which ones it does."""

    PAUSE = "pause"
    RESUME = "resume"
    RESTART = "restart"
    SYNC = "sync"
    SWITCH_EVENT = "switch_event"
    COLLECT_LOGS = "collect_logs"
    PREFLIGHT = "preflight"
    UPDATE = "update"


class NoArguments(Shape):
    """Of a command that says everything by its kind."""


class EventToSwitchTo(Shape):
    """Of `switch_event`: the event that the booth is to show."""

    event_id: UUID


class LogsToCollect(Shape):
    """Of `collect_logs`. `since` None: all that there are."""

    since: Moment | None = None


class VersionToInstall(Shape):
    """Of `update`."""

    version: Annotated[ShortText, Field(min_length=1)]


ARGUMENTS: Final[Mapping[CommandKind, type[Shape]]] = {
    CommandKind.SWITCH_EVENT: EventToSwitchTo,
    CommandKind.COLLECT_LOGS: LogsToCollect,
    CommandKind.UPDATE: VersionToInstall,
}
"""The shape of each kind's arguments; those of all others are `NoArguments`."""


class Command(Shape):
    """One remote command; carried out once per id. `arguments` are of the kind's shape: see `ARGUMENTS`.

    They are read when the command is carried out, so that one that makes no sense spoils no heartbeat.
    """

    id: UUID
    kind: CommandKind
    arguments: dict[str, object] = Field(default_factory=dict)


class CommandOutcome(StrEnum):
    """What became of a command at the booth. `unsupported`: this booth does not carry out such commands."""

    DONE = "done"
    FAILED = "failed"
    UNSUPPORTED = "unsupported"


_OUTCOMES = frozenset(CommandOutcome)


def _known_outcome(outcome: object) -> object:
    """What a newer booth says, this version cannot call done."""
    strange = isinstance(outcome, str) and outcome not in _OUTCOMES
    return CommandOutcome.FAILED if strange else outcome


class CommandResult(Shape):
    """What became of one command; `sentence` says what went wrong, or what there is to know."""

    id: UUID
    outcome: Annotated[CommandOutcome, BeforeValidator(_known_outcome)]
    sentence: Text = ""


class Heartbeat(Shape):
    """`POST /kiosk/heartbeat`.

    `carries_out`: the kinds of command that this booth carries out; None, if it is of a version that does not
    say. `results`: what became of commands. Their ids are in `done_commands`, too, which is all that the
    platform's older versions look at.
    """

    epoch: Epoch
    app_version: ShortText
    sent_at: BoothMoment
    parts: Annotated[tuple[PartHealth, ...], Field(max_length=32)] = ()
    queue_depth: Count = 0
    oldest_op_seconds: Annotated[float, Field(ge=0, le=MOST_COUNTED)] = 0
    disk_free_bytes: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    prints_left: Annotated[int, Field(ge=-MOST_COUNTED, le=MOST_COUNTED)] | None = None
    done_commands: tuple[UUID, ...] = ()
    carries_out: Annotated[tuple[ShortText, ...], Field(max_length=64)] | None = None
    results: Annotated[tuple[CommandResult, ...], Field(max_length=100)] = ()


class HeartbeatAnswer(Shape):
    """The commands that are pending for this kiosk."""

    server_time: Moment
    commands: tuple[Command, ...] = ()

    @field_validator("commands", mode="before")
    @classmethod
    def _commands_of_a_newer_server_are_ignored(cls, wire: object) -> object:
        return known_only(wire, "kind", set(CommandKind))

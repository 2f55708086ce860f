"""What sync reports to the rest of the booth, and asks of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.heartbeat import Command, CommandKind, CommandResult, PartHealth
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.model import Progress, SyncStatus


@dataclass(frozen=True, slots=True)
class BoothHealth:
    """What a heartbeat says about the booth beyond its queues."""

    parts: tuple[PartHealth, ...] = ()
    disk_free_bytes: int = 0
    prints_left: int | None = None


def _ignore(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class SyncListeners:
    """Called on sync threads; each must return at once and never raise."""

    status: Callable[[SyncStatus], None] = _ignore
    """Published on change."""
    generation: Callable[[UUID, GenerationState, Path | None, Code | None], None] = _ignore
    """A picture ended: `ready` with its verified file, `failed` (with a code: refused), `erased`, ..."""
    progress: Callable[[UUID, Progress, float], None] = _ignore
    config: Callable[[], None] = _ignore
    """A new snapshot is in the store."""
    asset: Callable[[str, Path], None] = _ignore
    """A blob that the snapshot names is in its place."""
    command: Callable[[Command], CommandResult | None] = _ignore
    """A remote command of one of `commands`, once per id. None: the next run of the program reports it."""
    commands: frozenset[CommandKind] = frozenset()
    """The kinds that `command` carries out; those of sync itself are not among them."""

"""What the sync workers tell the rest of the booth, and what they ask of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.heartbeat import Command, PartHealth
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.model import Progress, SyncStatus


@dataclass(frozen=True, slots=True)
class BoothHealth:
    """What a heartbeat says about the booth beyond its queues."""

    parts: tuple[PartHealth, ...] = ()
    disk_free_bytes: int = 0
    prints_left: int | None = None


def _hear_status(status: SyncStatus) -> None:
    del status


def _hear_generation(
    generation_id: UUID, state: GenerationState, result: Path | None, refusal: Code | None
) -> None:
    del generation_id, state, result, refusal


def _hear_progress(generation_id: UUID, step: Progress, fraction: float) -> None:
    del generation_id, step, fraction


def _hear_config() -> None:
    pass


def _hear_asset(sha256: str, path: Path) -> None:
    del sha256, path


def _hear_command(command: Command) -> None:
    del command


@dataclass(frozen=True, slots=True)
class SyncListeners:
    """Called on sync threads; each must return at once and never raise."""

    status: Callable[[SyncStatus], None] = _hear_status
    """Published on change."""
    generation: Callable[[UUID, GenerationState, Path | None, Code | None], None] = _hear_generation
    """A picture ended: `ready` with its verified file, `failed` (with a code: refused), `erased`, ..."""
    progress: Callable[[UUID, Progress, float], None] = _hear_progress
    config: Callable[[], None] = _hear_config
    """A new snapshot is in the store."""
    asset: Callable[[str, Path], None] = _hear_asset
    """A blob that the snapshot names is in its place."""
    command: Callable[[Command], None] = _hear_command
    """A remote command, once per id; `sync` is carried out here and not passed on."""

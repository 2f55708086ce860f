"""What the running parts report, from their own threads, brought to the main thread as events."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from contract.config import KioskConfig
from contract.heartbeat import (
    MOST_REASONS,
    Command,
    CommandKind,
    CommandOutcome,
    CommandResult,
    Health,
    PartHealth,
)
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.booth_state import BoothState
from kiosk.domain.errors import DiskError, SetupError
from kiosk.domain.machine import Event
from kiosk.domain.model import INTO_FOLDER, CameraState, CameraStatus, PrinterState, PrinterStatus, PrintState
from kiosk.engine.effects import Post
from kiosk.session.events import GenerationMoved, PrintMoved, ProgressMoved
from kiosk.store import Store

if TYPE_CHECKING:
    from kiosk.sync.listeners import BoothHealth, SyncListeners

log = logging.getLogger(__name__)


class BoothStateUpdate(Event):
    """`change` makes the new booth state from the present one; it is called on the main thread."""

    change: Callable[[BoothState], BoothState]


class AssetArrived(Event):
    """A blob that the snapshot names is in its place."""

    sha256: str


class RestartAsked(Event):
    """The program is to begin anew as soon as no guest is there."""


class Observer:
    """Listens to the parts of the booth. Callable from any thread."""

    def __init__(self, folder: Path, post: Post) -> None:
        self._folder = folder
        self._post = post
        self._booth_state = BoothState()

    def booth_state_changed(self, booth_state: BoothState) -> None:
        """What heartbeats report from now on."""
        self._booth_state = booth_state

    def update(self, **changes: object) -> None:
        """Have the main thread replace fields of the booth state."""
        self._post(BoothStateUpdate(lambda booth_state: replace(booth_state, **changes)))  # type: ignore[arg-type]

    def print_moved(self, print_id: UUID, state: PrintState) -> None:
        self._post(PrintMoved(print_id, state))

    def sync_listeners(self, store: Store, erased: Callable[[], None]) -> "SyncListeners":
        """For a sync service over this store. `erased` is called when files of a picture are to go."""
        from kiosk.sync.listeners import SyncListeners

        def moved(
            generation_id: UUID, state: GenerationState, path: Path | None, refusal: Code | None
        ) -> None:
            if state is GenerationState.ERASED:
                erased()
            self._post(GenerationMoved(generation_id, state, path, refusal))

        return SyncListeners(
            status=lambda status: self.update(sync=status),
            generation=moved,
            progress=lambda *moved: self._post(ProgressMoved(*moved)),
            config=lambda: self._config_changed(store),
            asset=lambda sha256, _: self._post(AssetArrived(sha256)),
            command=lambda command: self._carry_out(command, store),
            commands=_COMMANDS,
        )

    def health(self, print_in_doubt: bool = False) -> "BoothHealth":
        """The booth as a heartbeat reports it. Reads the disk's free space.

        `print_in_doubt`: of some sheet nobody knows whether it came out.
        """
        from shutil import disk_usage

        from kiosk.sync.listeners import BoothHealth

        camera, printer = self._booth_state.camera, self._booth_state.printer
        parts = (
            PartHealth(part="camera", health=_camera_health(camera), sentence=camera.sentence),
            PartHealth(
                part="printer",
                health=_printer_health(printer),
                sentence=printer.sentence,
                reasons=printer.reasons[:MOST_REASONS],
            ),
            *((_IN_DOUBT,) if print_in_doubt else ()),
            *(() if self._booth_state.disk_ok else (_DISK,)),
        )
        free = disk_usage(self._folder).free
        return BoothHealth(parts=parts, disk_free_bytes=free, prints_left=printer.sheets_left)

    def _config_changed(self, store: Store) -> None:
        try:
            self.update(config=trusted_config(store), enrolled=store.enrollment.current() is not None)
        except DiskError as error:
            log.error("the config cannot be read: %s", error)
            self.update(disk_ok=False)

    def _carry_out(self, command: Command, store: Store) -> CommandResult | None:
        """A remote command; what became of it, or None: the next run of the program says so."""
        if command.kind is CommandKind.RESTART:
            return self._restart(command, store)
        return self._pause(command, store)

    def _pause(self, command: Command, store: Store) -> CommandResult:
        on, sentence = command.kind is CommandKind.PAUSE, ""
        try:
            store.settings.pause(on)
        except DiskError as error:
            log.error("the pause does not outlast this run: %s", error)
            sentence = "The disk does not keep it, so it is forgotten when the program ends."
        self.update(paused_here=on)
        return CommandResult(id=command.id, outcome=CommandOutcome.DONE, sentence=sentence)

    def _restart(self, command: Command, store: Store) -> CommandResult | None:
        """Without the note a restart would come again after every start, so it is not begun."""
        try:
            store.settings.restart_for(command.id)
        except DiskError as error:
            log.error("not restarted, as the disk keeps no note of it: %s", error)
            return CommandResult(id=command.id, outcome=CommandOutcome.FAILED, sentence=str(error))
        self._post(RestartAsked())
        return None


_IN_DOUBT = PartHealth(
    part="prints",
    health=Health.WARNING,
    sentence="nobody knows whether a print came out",
    reasons=("print-in-doubt",),
)
_DISK = PartHealth(part="booth", health=Health.FAILED, sentence="the disk keeps nothing")
_COMMANDS = frozenset({CommandKind.PAUSE, CommandKind.RESUME, CommandKind.RESTART})
_HEALTH = {
    CameraState.STARTING: Health.UNKNOWN,
    CameraState.LIVE: Health.OK,
    CameraState.LOST: Health.WARNING,
    CameraState.ABSENT: Health.FAILED,
    PrinterState.READY: Health.OK,
    PrinterState.BUSY: Health.OK,
    PrinterState.STOPPED: Health.WARNING,
    PrinterState.OFFLINE: Health.FAILED,
    PrinterState.ABSENT: Health.UNKNOWN,
}


def _camera_health(camera: CameraStatus) -> Health:
    """A camera that gives pictures and has something to say plays sample photos."""
    health = _HEALTH[camera.state]
    return Health.WARNING if health is Health.OK and camera.sentence else health


def _printer_health(printer: PrinterStatus) -> Health:
    """Prints that become files are a warning: whoever expects paper waits in vain."""
    health = _HEALTH[printer.state]
    return Health.WARNING if health is Health.OK and INTO_FOLDER in printer.reasons else health


def trusted_config(store: Store) -> KioskConfig | None:
    """The snapshot; one that was tampered with counts as none. Raises DiskError."""
    try:
        return store.configs.current()
    except SetupError as error:
        log.error("the booth goes without a config: %s", error)
        return None

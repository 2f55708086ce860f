"""Every part of a running booth, built in order from the settings, stopped in reverse."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import assets
from contract.config import KioskConfig
from contract.heartbeat import Command, CommandKind, Health, PartHealth
from contract.sync import GenerationState
from contract.version import VERSION
from kiosk.domain.clock import Clock
from kiosk.domain.errors import DiskError, SetupError
from kiosk.domain.model import (
    CameraState,
    CameraStatus,
    PrinterState,
    PrinterStatus,
    PrintState,
    SyncStatus,
)
from kiosk.domain.ports import CameraSupervisor, Frame, PrintQueue
from kiosk.engine.imaging import Pictures
from kiosk.engine.learned import AssetCame, Learned
from kiosk.engine.settings import Settings
from kiosk.engine.workers import Post
from kiosk.session.events import GenerationMoved, PrintMoved, ProgressMoved
from kiosk.session.state import BoothState, Progress
from kiosk.store import Store
from kiosk.store.errors import disk_errors
from kiosk.styles import BoothLooks

if TYPE_CHECKING:
    from kiosk.sync.listeners import BoothHealth, Step
    from kiosk.sync.service import SyncService

log = logging.getLogger(__name__)

Show = Callable[[Frame], None]
"""Called on the camera thread with each preview frame."""

# The import of sync and devices is late: the booth's first frame does not wait for them.


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs while a booth runs."""

    store: Store
    printer: PrintQueue
    camera: CameraSupervisor
    sync: "SyncService"
    imaging: ThreadPoolExecutor
    pictures: Pictures

    def start(self) -> None:
        """In the order of who needs whom."""
        self.printer.start()
        self.camera.start()
        self.sync.start()

    def stop(self) -> None:
        """In reverse; returns when the last write is durable."""
        self.sync.stop()
        self.camera.stop()
        self.imaging.shutdown()
        self.printer.stop()
        self.store.close()


class Assembly:
    """Builds the parts, and listens to them on behalf of the main thread."""

    def __init__(self, settings: Settings, clock: Clock, post: Post) -> None:
        self._settings = settings
        self._clock = clock
        self._post = post
        self._booth_state = BoothState()

    def build(self, show: Show) -> Parts:
        """Raises DiskError while the disk keeps nothing, SetupError for a device's name that is none."""
        from kiosk.printer import PillowLayouts

        store = Store(self._settings.data, self._clock)
        try:
            store.sweep()
            _make_folder(self._settings.data / "prints")
            pictures = Pictures(store, BoothLooks(), PillowLayouts(), self._settings.data)
            imaging = ThreadPoolExecutor(1, thread_name_prefix="imaging")
            sync = self._sync(store)
            return Parts(store, self._printer(store, sync), self._camera(show), sync, imaging, pictures)
        except BaseException:
            store.close()
            raise

    def heard_booth_state(self, booth_state: BoothState) -> None:
        """What a heartbeat reports from."""
        self._booth_state = booth_state

    def learn(self, **changes: object) -> None:
        """Have the main thread replace parts of the booth state. Callable from any thread."""
        self._post(Learned(lambda booth_state: replace(booth_state, **changes)))  # type: ignore[arg-type]

    def learn_config(self, store: Store) -> None:
        """Read the snapshot and the pairing again."""
        try:
            self.learn(config=trusted_config(store), enrolled=store.enrolled() is not None)
        except DiskError as error:
            log.error("the config cannot be read: %s", error)
            self.learn(disk_ok=False)

    def _camera(self, show: Show) -> CameraSupervisor:
        from kiosk.camera import CameraSupervisor as Supervisor
        from kiosk.camera import build

        factory = build(self._settings.camera, assets.path("photos"))
        return Supervisor(factory, show, self._camera_changed)

    def _camera_changed(self, status: CameraStatus) -> None:
        self.learn(camera=status)

    def _printer(self, store: Store, sync: "SyncService") -> PrintQueue:
        from kiosk.printer import PrintQueue as Queue
        from kiosk.printer import build

        printer = build(self._settings.printer, self._settings.data / "printed")
        store.name_printer(printer.name)

        def moved(print_id: UUID, state: PrintState) -> None:
            self._post(PrintMoved(print_id, state))
            if state is PrintState.PRINTED:
                sync.wake()

        return Queue(printer, store, self._printer_changed, moved)

    def _printer_changed(self, status: PrinterStatus) -> None:
        self.learn(printer=status)

    def _sync(self, store: Store) -> "SyncService":
        from kiosk.sync.listeners import SyncListeners
        from kiosk.sync.service import SyncService
        from kiosk.sync.token_store import open_vault

        def moved(generation_id: UUID, state: GenerationState, path: Path | None) -> None:
            refused = state is GenerationState.FAILED and _refused(store, generation_id)
            self._post(GenerationMoved(generation_id, state, path, refused))

        listeners = SyncListeners(
            status=self._sync_changed,
            generation=moved,
            progress=self._progress,
            config=lambda: self.learn_config(store),
            asset=lambda sha256, _: self._post(AssetCame(sha256)),
            command=lambda command: self.carry_out(command, store),
        )
        return SyncService(
            store,
            open_vault(self._settings.data),
            self._clock,
            folder=self._settings.data / "transit",
            boot_id=store.boot_id,
            app_version=VERSION,
            listeners=listeners,
            health=self._health,
        )

    def _sync_changed(self, status: SyncStatus) -> None:
        self.learn(sync=status)

    def _progress(self, generation_id: UUID, step: "Step", fraction: float) -> None:
        self._post(ProgressMoved(generation_id, Progress(step.value), fraction))

    def carry_out(self, command: Command, store: Store) -> None:
        """A remote command (sync thread)."""
        if command.kind not in (CommandKind.PAUSE, CommandKind.RESUME):
            log.warning("the remote command %s is not known to this version", command.kind)
            return
        on = command.kind is CommandKind.PAUSE
        try:
            store.pause(on)
        except DiskError as error:
            log.error("the pause does not outlast this run: %s", error)
        self.learn(paused_here=on)

    def _health(self) -> "BoothHealth":
        from shutil import disk_usage

        from kiosk.sync.listeners import BoothHealth

        booth_state = self._booth_state
        parts = (
            PartHealth(
                part="camera", health=_HEALTH[booth_state.camera.state], sentence=booth_state.camera.sentence
            ),
            PartHealth(
                part="printer",
                health=_HEALTH[booth_state.printer.state],
                sentence=booth_state.printer.sentence,
            ),
        )
        free = disk_usage(self._settings.data).free
        return BoothHealth(parts=parts, disk_free_bytes=free, prints_left=booth_state.printer.sheets_left)


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


def trusted_config(store: Store) -> KioskConfig | None:
    """The snapshot; one that was tampered with counts as none. Raises DiskError."""
    try:
        return store.config()
    except SetupError as error:
        log.error("the booth goes without a config: %s", error)
        return None


def _make_folder(path: Path) -> None:
    with disk_errors(path):
        path.mkdir(parents=True, exist_ok=True)


def _refused(store: Store, generation_id: UUID) -> bool:
    """Only the words on the screen depend on it, so a disk in trouble does not stop the news."""
    try:
        return store.was_refused(generation_id)
    except DiskError as error:
        log.warning("whether a request was refused cannot be read: %s", error)
        return False

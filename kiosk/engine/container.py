"""Every part of a running booth, built in order from the settings, stopped in reverse."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import assets
from contract.version import VERSION
from kiosk.domain.clock import Clock
from kiosk.domain.errors import DiskError
from kiosk.domain.model import PrinterStatus, PrintState
from kiosk.domain.opencv import load_opencv
from kiosk.domain.ports import Frame
from kiosk.engine.clearing import Clearing
from kiosk.engine.imaging import Imaging
from kiosk.engine.observer import Observer
from kiosk.engine.settings import Settings
from kiosk.store import Store
from kiosk.store.privacy import make_private
from kiosk.styles.booth_looks import BoothLooks

if TYPE_CHECKING:
    from kiosk.camera import CameraSupervisor
    from kiosk.printer import PrintQueue
    from kiosk.sync.service import SyncService

Show = Callable[[Frame], None]
"""Called on the camera thread with each preview frame."""

# Sync and devices are imported late: the booth's first frame does not wait for them.


@dataclass(frozen=True, slots=True)
class Container:
    """What runs while a booth runs."""

    store: Store
    printer: "PrintQueue"
    camera: "CameraSupervisor"
    sync: "SyncService"
    imaging: Imaging
    imaging_worker: ThreadPoolExecutor
    clearing: Clearing

    def start(self) -> None:
        """In the order of who needs whom."""
        self.printer.start()
        self.camera.start()
        self.sync.start()
        self.clearing.soon()

    def look_again(self) -> None:
        """Whatever failed, or is looked at now and then, is tried now. Returns at once."""
        self.sync.look_again()
        self.camera.look_again()

    def stop(self) -> None:
        """In reverse; returns when the last write is durable."""
        self.sync.stop()
        self.camera.stop()
        self.imaging_worker.shutdown()
        self.printer.stop()
        self.store.close()


def build(settings: Settings, clock: Clock, observer: Observer, show: Show) -> Container:
    """Raises DiskError while the disk keeps nothing, SetupError for a device name that is unknown."""
    store = Store(settings.data, clock, owner=True)
    try:
        store.sweep()
        make_private(settings.data / "prints")
        worker = ThreadPoolExecutor(1, thread_name_prefix="imaging", initializer=load_opencv)
        clearing = Clearing(store, worker, clock)
        sync = _sync(settings, clock, observer, store, clearing)
        clearing.on_confirmed = sync.wake
        return Container(
            store=store,
            printer=_printer(settings, observer, store, sync, clearing),
            camera=_camera(settings, observer, show),
            sync=sync,
            imaging=Imaging(store, BoothLooks(settings.data / "looks"), settings.data),
            imaging_worker=worker,
            clearing=clearing,
        )
    except BaseException:
        store.close()
        raise


def _camera(settings: Settings, observer: Observer, show: Show) -> "CameraSupervisor":
    from kiosk.camera import CameraSupervisor, build

    factory = build(settings.camera, assets.path("photos"))
    return CameraSupervisor(
        factory, show, lambda status: observer.update(camera=status), mount=settings.mount
    )


def _printer(
    settings: Settings, observer: Observer, store: Store, sync: "SyncService", clearing: Clearing
) -> "PrintQueue":
    from kiosk.printer import PrintQueue, build

    printer = build(settings.printer, settings.data / "printed")

    def seen(status: PrinterStatus) -> None:
        store.prints.name_printer(status.name)
        observer.update(printer=status)

    def moved(print_id: UUID, state: PrintState) -> None:
        observer.print_moved(print_id, state)
        clearing.soon()
        if state is PrintState.PRINTED:
            sync.wake()

    return PrintQueue(printer, store.prints, seen, moved)


def _sync(
    settings: Settings, clock: Clock, observer: Observer, store: Store, clearing: Clearing
) -> "SyncService":
    from kiosk.sync.service import SyncService
    from kiosk.sync.transport.connection import Connection
    from kiosk.sync.transport.token_store import TokenStore

    return SyncService(
        store,
        Connection(store, TokenStore(settings.data), clock),
        clock,
        folder=settings.data / "transit",
        app_version=VERSION,
        listeners=observer.sync_listeners(store, clearing.soon),
        health=lambda: observer.health(_print_in_doubt(store)),
    )


def _print_in_doubt(store: Store) -> bool:
    """A disk that does not say leaves the heartbeat to say so of itself."""
    try:
        return store.prints.is_one_in_doubt()
    except DiskError:
        return False

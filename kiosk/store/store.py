"""The booth's store: one small object for each subject, over one database."""

import logging
from functools import partial
from pathlib import Path
from shutil import disk_usage

from contract.sync import AlertRaised
from kiosk.domain.clock import Clock, SystemClock
from kiosk.domain.errors import DiskError
from kiosk.domain.model import QueueDepth
from kiosk.store.configs import Configs
from kiosk.store.database import Database, Transaction
from kiosk.store.downloads import Downloads
from kiosk.store.enrollment import Enrollment
from kiosk.store.erasures import Erasures
from kiosk.store.errors import disk_errors
from kiosk.store.files import DISK_FULL_BYTES, Folders, check_not_lost, sweep_unfinished
from kiosk.store.leases import Leases
from kiosk.store.outbox import Outbox
from kiosk.store.prints import Prints
from kiosk.store.privacy import tighten
from kiosk.store.recovery import Recovery
from kiosk.store.refused import RefusedRequests
from kiosk.store.requests import Requests
from kiosk.store.retention import Retention
from kiosk.store.server_time import ServerTime
from kiosk.store.sessions import Sessions
from kiosk.store.settings import Settings
from kiosk.store.shots import Shots
from kiosk.store.sync_results import SyncResults
from kiosk.store.uploads import Uploads

log = logging.getLogger(__name__)


class Store:
    """Thread-safe; close it last."""

    def __init__(
        self, folder: Path, clock: Clock | None = None, *, owner: bool = False, copy: Path | None = None
    ) -> None:
        """Open or create the store in `folder`. Raises DiskError; DamagedError means: have it repaired.

        `owner`: this is the booth that runs in the folder, see `Database`. `copy`: of its database, to read.
        """
        clock = clock or SystemClock()
        self.folders = folders = Folders(folder)
        if copy is None:
            check_not_lost(folders)
            tighten(folder)
        self.database = database = Database(copy or folders.database, owner)
        self.settings = Settings(database)
        self.server_time = ServerTime(database, self.settings, clock)
        self.outbox = Outbox(database, clock)
        self.leases = Leases(database, clock, self.server_time, self.outbox)
        self.enrollment = Enrollment(database, self.settings, self.outbox, self.leases)
        self.uploads = Uploads(database, clock, self.outbox, self.server_time)
        self.downloads = Downloads(database, clock, folders)
        self.configs = Configs(database, folders, self.downloads)
        self.erasures = Erasures(
            database=database, folders=folders, outbox=self.outbox, server_time=self.server_time
        )
        self.retention = Retention(database=database, configs=self.configs, server_time=self.server_time)
        self.sessions = Sessions(database, clock, self.outbox)
        self.shots = Shots(database, folders, self.sessions)
        self.prints = Prints(database, self.settings, self.server_time, self.outbox)
        self.requests = self._requests(clock)
        self.refused = self._refused()
        self.sync_results = self._sync_results()
        self.recovery = self._recovery(clock)

    def _requests(self, clock: Clock) -> Requests:
        return Requests(
            database=self.database,
            clock=clock,
            folders=self.folders,
            configs=self.configs,
            sessions=self.sessions,
            leases=self.leases,
            outbox=self.outbox,
            uploads=self.uploads,
        )

    def _refused(self) -> RefusedRequests:
        return RefusedRequests(
            database=self.database,
            folders=self.folders,
            configs=self.configs,
            requests=self.requests,
            outbox=self.outbox,
            uploads=self.uploads,
        )

    def _sync_results(self) -> SyncResults:
        return SyncResults(
            database=self.database,
            settings=self.settings,
            server_time=self.server_time,
            outbox=self.outbox,
            requests=self.requests,
            leases=self.leases,
            downloads=self.downloads,
            uploads=self.uploads,
            erasures=self.erasures,
        )

    def _recovery(self, clock: Clock) -> Recovery:
        return Recovery(
            database=self.database,
            clock=clock,
            server_time=self.server_time,
            folders=self.folders,
            configs=self.configs,
            sessions=self.sessions,
            requests=self.requests,
        )

    def queue_depth(self) -> QueueDepth:
        """How far the booth is behind."""

        def measure(transaction: Transaction) -> QueueDepth:
            ops, oldest, dead = self.outbox.depth(transaction)
            refused = self.uploads.given_up(transaction)
            return QueueDepth(ops, self.uploads.waiting(transaction), oldest, dead, refused)

        return self.database.read(measure)

    def sweep(self) -> None:
        """Remove files that a crash left half-written; only while no other program works in the folder."""
        for part in ("", "photos", "results", "assets", "prints", "printed", "looks"):
            sweep_unfinished(self.folders.data / part)

    def check_disk(self) -> None:
        """Write something small, durably. Raises DiskError when that fails or the disk is nearly full."""
        folder = self.folders.data
        with disk_errors(folder):
            free = disk_usage(folder).free
        if free < DISK_FULL_BYTES:
            raise DiskError(f"the disk is full: {free // 1_000_000} MB are left at {folder}")
        self.database.write(lambda transaction: self.settings.put(transaction, "disk_checked", str(free)))
        self._tell_findings()

    def _tell_findings(self) -> None:
        """What was found amiss with the database: once to the log, and to the platform if there is one."""
        while self.database.findings:
            alert = AlertRaised(part="database", sentence=self.database.findings[0])
            log.error("%s", alert.sentence)
            if self.enrollment.current() is not None:
                self.database.write(partial(self.outbox.record, payload=alert, at=self.server_time.now()))
            self.database.findings.pop(0)

    def close(self) -> None:
        """Finish the pending writes and close the database."""
        self.database.close()

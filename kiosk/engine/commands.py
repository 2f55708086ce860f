"""Pairing, doctor, sync, queue and export, for technicians and support.

Those that take a store work on a running booth's own one as well as on one opened by `with_store`.
"""

import platform as machine
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import astuple, fields, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import assets
from contract.config import KioskConfig
from contract.tickets import read_label
from contract.version import VERSION
from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import KioskError, SetupError
from kiosk.domain.model import KEEPS_FILES, PrinterStatus, Request
from kiosk.engine.lock import FolderLock
from kiosk.engine.settings import Settings
from kiosk.store import DamagedError, Store
from kiosk.store.errors import disk_errors
from kiosk.store.files import Folders
from kiosk.store.repair import Repaired, salvage
from kiosk.store.repair import repair as repaired
from kiosk.store.reports import (
    dead_letter_lines,
    pending_lines,
    print_lines,
    refused_photo_lines,
    session_lines,
)

if TYPE_CHECKING:
    from kiosk.sync.enroll import Pairing
    from kiosk.sync.service import SyncSummary
    from kiosk.system.doctor import Check

T = TypeVar("T")


def with_store(settings: Settings, work: Callable[[Store], T], *, begins: bool = False) -> T:
    """Open the store beside a running booth, work, close. Raises DiskError.

    Raises SetupError where there is none, unless one `begins` now: a mistyped folder is no new booth.
    """
    if not begins:
        check_there(settings)
    with closing(Store(settings.data)) as store:
        return work(store)


def with_readable_store(settings: Settings, work: Callable[[Store], T], warn: Callable[[str], None]) -> T:
    """The same for whoever only reads; of a damaged database, what can be read. `warn` gets a sentence."""
    try:
        return with_store(settings, work)
    except DamagedError as error:
        warn(str(error))
    folders = Folders(settings.data)
    with TemporaryDirectory() as aside:
        copy = Path(aside) / "copy.sqlite"
        with disk_errors(copy):
            rows, lost = salvage(folders.database if folders.database.exists() else None, copy, folders)
        for sentence in (*lost, f"{rows} rows could be read; to mend it: kiosk doctor --repair"):
            warn(sentence)
        with closing(Store(settings.data, copy=copy)) as store:
            return work(store)


def check_there(settings: Settings) -> None:
    """Raises SetupError if no booth has ever worked in the data folder."""
    if not any((settings.data / name).exists() for name in ("cabina.sqlite", "photos")):
        raise SetupError(
            f"there is no booth in {settings.data}; to begin one there: kiosk enroll --server URL --code CODE"
        )


def pair(settings: Settings, store: Store, server: str, code: str) -> "Pairing":
    """Enrol this data folder (blocking). Raises SetupError, NetworkError, RefusedError, DiskError."""
    from kiosk.sync.enroll import enroll
    from kiosk.sync.transport.token_store import TokenStore

    return enroll(
        server,
        code,
        store=store,
        tokens=TokenStore(settings.data),
        clock=SystemClock(),
        app_version=VERSION,
        hardware={"host": machine.node(), "system": machine.platform(), "machine": machine.machine()},
    )


def sync_once(settings: Settings, store: Store) -> "SyncSummary":
    """One pass of everything that waits, on the calling thread."""
    from kiosk.sync.service import SyncService
    from kiosk.sync.transport.connection import Connection
    from kiosk.sync.transport.token_store import TokenStore

    if store.enrollment.current() is None:
        raise SetupError("this booth is not enrolled; run: kiosk enroll --server URL --code CODE")
    clock = SystemClock()
    connection = Connection(store, TokenStore(settings.data), clock)
    service = SyncService(store, connection, clock, folder=settings.data / "transit", app_version=VERSION)
    return service.sync_once()


def examine(settings: Settings) -> "list[Check]":
    """Every requirement of a booth, checked on this PC (blocking, seconds)."""
    from kiosk.sync.transport.connection import Connection
    from kiosk.sync.transport.token_store import TokenStore
    from kiosk.system.doctor import DoctorContext, run_checks

    tokens, clock = TokenStore(settings.data), SystemClock()

    def ask(work: Callable[[Store], T]) -> Callable[[], T]:
        return lambda: with_store(settings, work)

    def platform_time(store: Store) -> datetime:
        with closing(Connection(store, tokens, clock)) as connection:
            return connection.platform_time()

    return run_checks(
        DoctorContext(
            folder=settings.data,
            enrolled=ask(lambda store: store.enrollment.current()),
            token_place=lambda: tokens.place() if tokens.load() else None,
            config=ask(lambda store: store.configs.current()),
            has_asset=lambda sha256: (settings.data / "assets" / sha256).exists(),
            camera=lambda: _one_frame(settings),
            printer=lambda: printer_status(settings),
            left_out=lambda config: with_store(settings, lambda store: _left_out(config, store)),
            platform_time=ask(platform_time),
            now=clock.now,
        )
    )


def repair(settings: Settings) -> Repaired | None:
    """Put what can be read of a damaged database in its place; None if it is sound.

    The booth stays who it is. Raises SetupError while a booth runs on it.
    """
    lock = FolderLock(settings.data)
    check_there(settings)
    lock.take()
    try:
        with_store(settings, lambda store: store.enrollment.current())
    except DamagedError:
        return repaired(Folders(settings.data))
    finally:
        lock.give_back()
    return None


def ask_again(store: Store, ticket: str, *, here: bool = False, new_code: bool = False) -> Request:
    """Ask anew for a refused picture; see `RefusedRequests.ask_again`. Raises SetupError, DiskError."""
    return store.refused.ask_again(ticket, store.server_time.now(), here=here, new_code=new_code)


def queue_text(store: Store, ticket: str | None = None) -> str:
    """Sessions, sheets that are not known to be printed, ops that wait and dead letters, as tables.

    With a ticket, only what is about its guest. Raises SetupError: it is no ticket number.
    """
    if ticket is not None:
        return _of_ticket(store, ticket)
    depth = store.queue_depth()
    oldest = f"{depth.oldest_seconds:.0f} s"
    return "\n\n".join(
        (
            f"{depth.ops} ops and {depth.blobs} pictures wait; the oldest op for {oldest}",
            "SESSIONS\n" + _table(session_lines(store)),
            "UNFINISHED PRINTS\n" + _table(print_lines(store)),
            "WAITING OPS\n" + _table(pending_lines(store)),
            "DEAD LETTERS\n" + _table(dead_letter_lines(store)),
            "REFUSED PHOTOS\n" + _table(refused_photo_lines(store)),
        )
    )


def _of_ticket(store: Store, ticket: str) -> str:
    wanted = read_label(ticket)
    if wanted is None:
        raise SetupError(f"{ticket} is no ticket number, such as B-017")

    def about(lines: Iterable[Any]) -> str:
        return _table([line for line in lines if _is_of(line.ticket, *wanted)])

    return "\n\n".join(
        (
            "SESSIONS\n" + about(session_lines(store, limit=-1)),
            "UNFINISHED PRINTS\n" + about(print_lines(store)),
            "WAITING OPS\n" + about(pending_lines(store)),
            "DEAD LETTERS\n" + about(dead_letter_lines(store)),
        )
    )


def _is_of(label: str, prefix: str, number: int) -> bool:
    """Whether it is this ticket; the number alone is that of any event's or enrolment's letters."""
    found = read_label(label)
    return found is not None and found[1] == number and prefix in ("", found[0])


def _one_frame(settings: Settings) -> tuple[str, str]:
    from kiosk.camera import build

    camera = build(settings.camera, assets.path("photos"))()
    camera.open()
    try:
        camera.read()
        return camera.name, camera.note
    finally:
        camera.close()


def _left_out(config: KioskConfig, store: Store) -> tuple[str, ...]:
    """What cannot be printed of an event, said before the party."""
    from kiosk.printer.layouts import PillowLayouts

    branding, event = config.branding, config.event
    logo = store.configs.asset(branding.logo_sha256) if branding.logo_sha256 else None
    return PillowLayouts().left_out((event.name if event else "", branding.display_name), logo)


def printer_status(settings: Settings) -> PrinterStatus:
    """The printer as the doctor sees it, and whether copies stay there by the running booth's word."""
    from kiosk.printer import build, reasons

    status = build(settings.printer, settings.data / "printed").status()
    with suppress(KioskError):
        if with_store(settings, lambda store: store.settings.copies_stay()):
            found = (*status.reasons, KEEPS_FILES)
            return replace(status, reasons=found, sentence=reasons.sentence(found))
    return status


def _table(lines: Sequence[Any]) -> str:
    """Dataclasses as aligned columns."""
    if not lines:
        return "(none)"
    head = tuple(field.name for field in fields(lines[0]))
    rows = [head, *(tuple(_cell(value) for value in astuple(line)) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cell(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

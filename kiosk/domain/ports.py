"""The ports by which the booth's folders meet. Implementations are wired by `kiosk.engine`.

Blocking calls are marked; they run on the worker that owns the thing, never on the main thread.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from contract.config import KioskConfig
from contract.leases import Lease
from contract.sync import GenerationState, Op, SyncAnswer
from kiosk.domain.model import (
    BlobFetch,
    BlobUpload,
    CameraStatus,
    Enrolled,
    HeldLease,
    PrinterStatus,
    PrintJob,
    PrintOrder,
    PrintState,
    QueueDepth,
    Request,
    Sheet,
    Shot,
)

Frame = NDArray[np.uint8]
"""One picture: height x width x 3, BGR, 8 bits."""


class Camera(Protocol):
    """A device that gives frames. Used from one thread, the supervisor's. Raises CameraError."""

    name: str

    def open(self) -> None:
        """Take the device (blocking, a few seconds at most)."""
        ...

    def read(self) -> Frame:
        """The next frame, not mirrored (blocking, 2 seconds at most)."""
        ...

    def capture(self) -> Frame:
        """A photo at the device's full size, not mirrored (blocking)."""
        ...

    def close(self) -> None:
        """Let go of the device; never raises."""
        ...


class CameraSupervisor(Protocol):
    """The camera thread: keeps a camera open, publishes frames, recovers by itself."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def set_preview(self, wanted: bool) -> None:
        """Publish frames only while a screen shows them."""
        ...

    def capture(self, done: Callable[[Frame | Exception], None]) -> None:
        """Take a photo; `done` is called once, on the camera's thread, within 5 seconds."""
        ...

    def status(self) -> CameraStatus: ...


class Printer(Protocol):
    """One print queue. Used from the printer thread. Raises PrinterError."""

    name: str

    def status(self) -> PrinterStatus:
        """What the device itself says (blocking, 1 second at most)."""
        ...

    def sheet(self) -> Sheet:
        """The imageable area of the queue's 4x6 inch medium."""
        ...

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        """Hand over one sheet; returns the device job's durable name. `cut`: into two 2x6 strips."""
        ...

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        """After a crash between `submit` and the store: the device job's name, or None if none can be found.

        Hands over again only where that cannot double a sheet.
        """
        ...

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        """Where the job is, and a sentence: submitted, held, printed, failed or in_doubt."""
        ...

    def cancel(self, device_job: str) -> None: ...


class PrintQueue(Protocol):
    """The printer thread: one sheet at a time, in order, counted when known to be printed."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def wake(self) -> None:
        """There is a new print in the store."""
        ...

    def status(self) -> PrinterStatus: ...

    def sheet(self) -> Sheet: ...


class PrintStore(Protocol):
    """What the printer thread needs of the store (blocking)."""

    def next_print(self) -> PrintJob | None:
        """Claim the oldest queued print by a conditional update, or None."""
        ...

    def open_prints(self) -> Sequence[PrintJob]:
        """Prints handed to the device whose end is not known yet, oldest first."""
        ...

    def print_submitted(self, print_id: UUID, device_job: str) -> None: ...

    def print_moved(self, print_id: UUID, state: PrintState, sentence: str) -> None:
        """Record the state; `printed` also writes the `print.completed` op, once."""
        ...


class Layouts(Protocol):
    """Composes prints (blocking; imaging worker)."""

    def compose(self, order: PrintOrder, sheet: Sheet, target: Path) -> None:
        """Write the print-ready JPEG of exactly the sheet's size to `target`."""
        ...


class Looks(Protocol):
    """The on-booth effects (blocking; imaging worker)."""

    def apply(self, look: str, frame: Frame, accent: str) -> Frame:
        """The picture in that look, same size; `accent` is `#rrggbb`. Unknown look: BugError."""
        ...


class GuestStore(Protocol):
    """What a guest's way writes (blocking, store writer; each call durable when it returns).

    Raises DiskError.
    """

    def begin_session(self, session_id: UUID, event_id: UUID, language: str, at: datetime) -> None: ...

    def record_consent(self, session_id: UUID, version: str, at: datetime) -> None: ...

    def choose_style(self, session_id: UUID, style_id: UUID, layout: str) -> None: ...

    def add_shot(
        self, session_id: UUID, index: int, jpeg: bytes, size: tuple[int, int], at: datetime
    ) -> Shot:
        """Keep one shot: file first (temporary name, fsync, rename, fsync of the folder), then the row."""
        ...

    def discard_shots(self, session_id: UUID) -> None:
        """The guest takes the shots again; the old ones stay on disk, marked as not chosen."""
        ...

    def request(self, session_id: UUID, shot: Shot, style_id: UUID, price: int, at: datetime) -> Request:
        """Request, lease debit and outbox op in ONE transaction."""
        ...

    def add_print(
        self, session_id: UUID, generation_id: UUID | None, picture: Path, copies: int
    ) -> list[PrintJob]: ...

    def end_session(self, session_id: UUID, outcome: str, at: datetime) -> None: ...

    def interrupted_session(self) -> "InterruptedSession | None":
        """The session that a crash cut short, if the guest may still be there."""
        ...


class InterruptedSession(Protocol):
    """What is left of a session after a crash: enough to offer 'continue?'."""

    @property
    def session_id(self) -> UUID: ...
    @property
    def language(self) -> str: ...
    @property
    def consented(self) -> bool: ...
    @property
    def style_id(self) -> UUID | None: ...
    @property
    def layout(self) -> str: ...
    @property
    def shots(self) -> tuple[Shot, ...]: ...
    @property
    def request(self) -> Request | None: ...
    @property
    def prints(self) -> int:
        """Sheets already queued for the request."""
        ...


class ConfigStore(Protocol):
    """The last snapshot whose signature was right."""

    def config(self) -> KioskConfig | None: ...

    def asset(self, sha256: str) -> Path | None:
        """The stored file of a blob, or None while it is not there."""
        ...


class SyncStore(Protocol):
    """What the sync workers need of the store (blocking; each write durable when it returns).

    A retry's next moment is kept on the monotonic clock together with the boot's id: the wall clock may
    jump by a day, and after a reboot everything is due.
    """

    def enrolled(self) -> Enrolled | None: ...

    def keep_enrollment(self, enrolled: Enrolled) -> None:
        """A new epoch: seq starts again at 1 for ops recorded from now on; unsettled ops are renumbered."""
        ...

    def cursor(self) -> str: ...

    def pending_ops(self, limit: int, max_bytes: int) -> Sequence[Op]:
        """Unsettled ops that are due, in the order of their seq."""
        ...

    def settle(self, answer: SyncAnswer) -> None:
        """One transaction: results, changes, leases, cursor, clock offset. Rejected: dead letter."""
        ...

    def ops_failed(self, op_ids: Sequence[UUID], sentence: str, retry_in: float) -> None: ...

    def blobs_to_send(self, limit: int) -> Sequence[BlobUpload]: ...

    def blob_sent(self, sha256: str) -> None: ...

    def blobs_to_fetch(self, limit: int) -> Sequence[BlobFetch]: ...

    def blob_fetched(self, fetch: BlobFetch, content: Path) -> Path:
        """Adopt a verified file into its place; for a result the generation is now ready at the booth."""
        ...

    def blob_failed(self, sha256: str, sentence: str, retry_in: float) -> None: ...

    def config_etag(self) -> str: ...

    def keep_config(self, body: bytes, signature: str, etag: str) -> None:
        """Keep a snapshot whose signature was verified by the caller; verified again when read."""
        ...

    def keep_lease(self, lease: Lease) -> None: ...

    def leases(self) -> Sequence[HeldLease]:
        """Open leases of this epoch, live or expired."""
        ...

    def close_lease(self, lease_id: UUID) -> None:
        """No more promises on it; writes the `lease.returned` op."""
        ...

    def credits_spent_since(self, seconds: float) -> int:
        """Credits promised at this booth in the last `seconds`: the demand a lease is sized by."""
        ...

    def queue_depth(self) -> QueueDepth: ...


GenerationListener = Callable[[UUID, GenerationState, Path | None], None]
"""Called on the sync thread when a picture of this booth moved on."""

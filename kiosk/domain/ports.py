"""The ports that have several drivers. The engine chooses one and hands it to the thread that owns it.

Calls that are marked as blocking run on that thread, never on the main one.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from kiosk.domain.model import PrinterStatus, PrintState
from pictures.sheets.content import Sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]
    """One picture: height x width x 3, BGR, 8 bits."""
else:
    # numpy is imported by the drivers that need it: the booth's first screen does not wait for it.
    Frame = object


class Camera(Protocol):
    """A device that gives frames. Used from one thread, the supervisor's. Raises CameraError."""

    name: str
    note: str
    """What staff should know of it although it gives pictures; empty when there is nothing."""

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

    def known_as(self, device_job: str) -> str:
        """The job's durable name, which may say more as the job goes on; kept by whoever follows it."""
        ...

    def cancel(self, device_job: str) -> None: ...

    def forget(self, device_job: str) -> bool:
        """Of a sheet whose end is stored: keep no copy of its picture. False: not yet, ask again.

        Raises PrinterError with reason `keeps-files` where the copy cannot be removed.
        """
        ...

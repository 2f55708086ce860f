"""A printer for booths that have none: the sheets go into a folder, print-ready."""

import errno
import shutil
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from kiosk.domain.errors import DiskError, PrinterError
from kiosk.domain.model import INTO_FOLDER, PrinterState, PrinterStatus, PrintState
from kiosk.store.files import durable
from kiosk.store.privacy import make_private
from pictures.sheets.content import Sheet

_FULL = (errno.ENOSPC, errno.EDQUOT)


class FilePrinter:
    """Writes `{job_id}.jpg` into `folder`, and the same sheet as a 4x6 inch PDF when `pdf`.

    A sheet is printed when its file is durable; the files there are the count.
    """

    def __init__(self, folder: Path, pdf: bool = False) -> None:
        self.name = "file printer"
        self._folder = folder
        self._pdf = pdf

    def status(self) -> PrinterStatus:
        """Ready, or stopped when the folder cannot be written."""
        try:
            make_private(self._folder)
        except DiskError as error:
            return PrinterStatus(PrinterState.STOPPED, self.name, ("other",), f"no print folder: {error}")
        sentence = f"prints go to {self._folder.name}/"
        return PrinterStatus(PrinterState.READY, self.name, (INTO_FOLDER,), sentence)

    def sheet(self) -> Sheet:
        """4x6 inches at 300 dpi."""
        return Sheet()

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        """Write the sheet. Doing it again for the same job changes nothing."""
        name = f"{job_id}.jpg"
        try:
            with durable(self._folder / name) as copy, picture.open("rb") as original:
                shutil.copyfileobj(original, copy)
            if self._pdf:
                with durable(self._folder / f"{job_id}.pdf") as pdf:
                    _write_pdf(picture, pdf)
        except DiskError as error:
            full = isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL
            raise PrinterError(
                f"the sheet cannot be written: {error}", "spool-area-full" if full else "other"
            ) from error
        return name

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        """Write the sheet again: the same file under the same name, so that nothing is doubled."""
        return self.submit(job_id, picture, cut)

    def has(self, job_id: UUID) -> bool:
        """Whether this sheet lies in the folder."""
        return (self._folder / f"{job_id}.jpg").is_file()

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        """Printed, as long as the file is there."""
        if (self._folder / device_job).is_file():
            return PrintState.PRINTED, f"written to {device_job}"
        return PrintState.IN_DOUBT, f"{device_job} is not in the print folder"

    def known_as(self, device_job: str) -> str:
        """Always the same."""
        return device_job

    def cancel(self, device_job: str) -> None:
        """Nothing waits here: a sheet is printed as soon as it is handed over."""

    def forget(self, device_job: str) -> bool:
        """The file is the print itself, and stays."""
        return True

    def printed(self) -> int:
        """How many sheets lie in the folder."""
        return sum(1 for _ in self._folder.glob("*.jpg"))


def _write_pdf(picture: Path, target: BinaryIO) -> None:
    from PIL import Image

    with Image.open(picture) as sheet:
        sheet.save(target, "PDF", resolution=300.0)

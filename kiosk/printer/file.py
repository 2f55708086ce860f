"""A printer for booths that have none: the sheets go into a folder, print-ready."""

import errno
import shutil
from pathlib import Path
from uuid import UUID

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrinterState, PrinterStatus, PrintState, Sheet
from kiosk.printer.durable import write_durably


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
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return PrinterStatus(PrinterState.STOPPED, self.name, ("other",), f"no print folder: {error}")
        return PrinterStatus(PrinterState.READY, self.name, sentence=f"prints go to {self._folder.name}/")

    def sheet(self) -> Sheet:
        """4x6 inches at 300 dpi."""
        return Sheet()

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        """Write the sheet. Doing it again for the same job changes nothing."""
        name = f"{job_id}.jpg"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(self._folder / name, lambda target: _copy(picture, target))
            if self._pdf:
                write_durably(self._folder / f"{job_id}.pdf", lambda target: _write_pdf(picture, target))
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise PrinterError(
                f"the sheet cannot be written: {error}", "spool-area-full" if full else "other"
            ) from error
        return name

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        """Write the sheet again: the same file under the same name, so that nothing is doubled."""
        return self.submit(job_id, picture, cut)

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        """Printed, as long as the file is there."""
        if (self._folder / device_job).is_file():
            return PrintState.PRINTED, f"written to {device_job}"
        return PrintState.IN_DOUBT, f"{device_job} is not in the print folder"

    def cancel(self, device_job: str) -> None:
        """Nothing waits here: a sheet is printed as soon as it is handed over."""

    def printed(self) -> int:
        """How many sheets lie in the folder."""
        return sum(1 for _ in self._folder.glob("*.jpg"))


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _write_pdf(picture: Path, target: Path) -> None:
    from PIL import Image

    with Image.open(picture) as sheet:
        sheet.save(target, "PDF", resolution=300.0)

"""CUPS itself, through pycups: one connection, replaced after every fault."""

import logging
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

import cups

from kiosk.domain.errors import PrinterError

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_SERVER_FAULTS = range(0x0500, 0x1000)
"""IPP's server errors. Above them are libcups's own: a password is wanted, a certificate is not trusted."""
_STATE, _PARENT, _STARTED_AT = 1, 2, 20
"""Of the words behind the number of a process in /proc/PID/stat."""
_DEAD = "Z"
_QUEUE_ATTRIBUTES = [
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "device-uri",
    "marker-message",
    "printer-state-message",
]
_JOB_ATTRIBUTES = [
    "job-id",
    "job-uuid",
    "job-state",
    "job-state-reasons",
    "time-at-processing",
    "job-printer-state-message",
]


class Incarnation:
    """Names the run of this machine's CUPS: another name than before says that one was stopped meanwhile.

    That it did not answer for a moment may go unnoticed: systemd keeps its socket open. What CUPS starts for
    a job bears its name until it is another program, and is no run of it.
    """

    def __init__(self) -> None:
        self._runs: dict[str, tuple[str, str]] = {}
        """Of each process the number, its parent, and when it began."""

    def now(self) -> str:
        """Quick as long as those that were found run on."""
        if not self._runs or any(_run(Path("/proc", number)) != run for number, run in self._runs.items()):
            found = {path.name: run for path in Path("/proc").glob("[0-9]*") if (run := _run(path))}
            self._runs = {number: run for number, run in found.items() if run[0] not in found}
        return " ".join(f"{number}:{began}" for number, (_, began) in sorted(self._runs.items()))


def _run(process: Path) -> tuple[str, str] | None:
    """The parent of a process that is CUPS, and when it began; None if it is not, or has ended."""
    try:
        _, _, rest = (process / "stat").read_text(errors="replace").partition(" (")
    except OSError:
        return None
    words = rest.split()
    is_cups = rest.startswith("cupsd)") and words[_STATE] != _DEAD
    return (words[_PARENT], words[_STARTED_AT]) if is_cups else None


class RefusedByCupsError(PrinterError):
    """CUPS answered, and said no; asking again changes nothing."""

    def __init__(self, status: int) -> None:
        super().__init__(f"CUPS refuses: {_REFUSALS.get(status, 'the queue does not take it')}", "refused")
        self.is_forbidden = _REFUSALS.get(status) == _FORBIDDEN


_FORBIDDEN = "this user is not allowed to"
_REFUSALS = {
    cups.IPP_FORBIDDEN: _FORBIDDEN,
    cups.IPP_NOT_AUTHENTICATED: _FORBIDDEN,
    cups.IPP_NOT_AUTHORIZED: _FORBIDDEN,
    cups.IPP_AUTHENTICATION_CANCELED: _FORBIDDEN,
    cups.IPP_NOT_FOUND: "there is no such queue or job",
    cups.IPP_GONE: "there is no such queue or job",
    cups.IPP_REQUEST_ENTITY: "the sheet is too large",
    cups.IPP_DOCUMENT_FORMAT: "the queue takes no pictures",
    cups.IPP_NOT_POSSIBLE: "that is not possible now",
}


class CupsServer:
    """The CUPS at `server` (host or socket path; empty: the machine's own). For one thread.

    Raises PrinterError with reason `cups-down` while it does not answer.
    """

    def __init__(self, server: str = "") -> None:
        self._server = server
        self._connection: Any = None
        self._numbers: dict[str, int] = {}

    def ask(self, question: Callable[[Any], _T]) -> _T:
        """The answer to `question`, which is given pycups's Connection. Raises RefusedByCupsError."""
        try:
            if self._connection is None:
                # Of this thread: without it libcups asks for a password on the terminal, and waits.
                cups.setPasswordCB(lambda _prompt: "")
                self._connection = cups.Connection(host=self._server or cups.getServer())
            return question(self._connection)
        except cups.IPPError as error:
            status, sentence = error.args
            if status not in _SERVER_FAULTS:
                _log.info("CUPS refuses with %s: %s", status, sentence)
                raise RefusedByCupsError(status) from error
            self._fail(error)
        except cups.HTTPError as error:
            if error.args[0] == HTTPStatus.NOT_FOUND:
                raise RefusedByCupsError(cups.IPP_NOT_FOUND) from error
            self._fail(error)
        except RuntimeError as error:
            self._fail(error)

    def the_queue(self) -> tuple[str, bool]:
        """The default queue, else the only one, and whether CUPS calls it the default; empty for none."""
        if default := self.ask(lambda cups: cups.getDefault()):
            return str(default), True
        names = list(self.ask(lambda cups: cups.getPrinters()))
        return (names[0] if len(names) == 1 else ""), False

    def tell(self, order: Callable[[Any], object]) -> None:
        """Carry out `order`; that CUPS refuses it (the job just ended) is no fault."""
        with suppress(RefusedByCupsError):
            self.ask(order)

    def queue(self, name: str) -> dict[str, Any]:
        """The queue's attributes. Raises PrinterError with reason `no-queue`."""
        try:
            found = self.ask(lambda c: c.getPrinterAttributes(name, requested_attributes=_QUEUE_ATTRIBUTES))
        except RefusedByCupsError as error:
            raise PrinterError(f"CUPS has no queue named {name}", "no-queue") from error
        return {"device-uri": "", "printer-state-reasons": [], "printer-state-message": ""} | dict(found)

    def ppd(self, name: str) -> str:
        """The queue's PPD; empty for a queue without a driver."""
        with TemporaryFile() as copy:
            # Not getPPD: it calls back at "localhost:631", wherever this CUPS listens.
            try:
                self.ask(lambda c: c.getFile(f"/printers/{quote(name)}.ppd", fd=copy.fileno()))
            except RefusedByCupsError:
                return ""
            copy.seek(0)
            return copy.read().decode(errors="replace")

    def job(self, uuid: str) -> dict[str, Any] | None:
        """The job of that UUID, wherever CUPS has numbered it; None when CUPS does not know it."""
        number = self._numbers.get(uuid)
        if number is not None and (job := self._numbered(number)) and job.get("job-uuid") == uuid:
            return job
        for number, job in self._jobs("job-uuid").items():
            if job.get("job-uuid") == uuid:
                self._numbers = {uuid: number}
                return self._numbered(number)
        return None

    def job_uuid(self, title: str) -> str | None:
        """The UUID of the job of that title, or None."""
        for job in self._jobs("job-name").values():
            if job.get("job-name") == title:
                return str(job["job-uuid"])
        return None

    def _jobs(self, attribute: str) -> dict[int, dict[str, Any]]:
        wanted = sorted({"job-id", "job-uuid", attribute})
        found = self.ask(lambda c: c.getJobs(which_jobs="all", requested_attributes=wanted))
        return dict(found)

    def _numbered(self, number: int) -> dict[str, Any] | None:
        try:
            found = self.ask(lambda c: c.getJobAttributes(number, requested_attributes=_JOB_ATTRIBUTES))
        except RefusedByCupsError:
            return None
        return {"job-id": number} | dict(found)

    def _fail(self, error: Exception) -> NoReturn:
        self._connection = None
        raise PrinterError("the print service (CUPS) does not answer", "cups-down") from error

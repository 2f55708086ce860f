"""Asks a printer itself by IPP, past CUPS: what state it is in, and what became of a job.

While a queue is idle CUPS knows nothing new of its printer, and CUPS's "completed" only means that the
data was delivered; the device's own word is what a print is counted by.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import cups

from kiosk.domain.errors import PrinterError

_TIMEOUT_SECONDS = 1.0
_PORTS = {"ipp": 631, "ipps": 631, "http": 80, "https": 443}
_OK_BELOW = 0x0100
_SERVICE_NAME = "._tcp.local"
"""Bonjour's name of a service ("DNP._ipp._tcp.local"): CUPS looks up its host, we cannot."""
_STATE_ATTRIBUTES = ("printer-state", "printer-state-reasons", "printer-up-time")
_JOB_ATTRIBUTES = ("job-id", "job-name", "job-state", "job-impressions-completed", "time-at-creation")
_IDLE = 3

Values = dict[str, list[Any]]


class CannotAskError(PrinterError):
    """The printer may well be there and print, but it answers no questions of ours."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "cannot-ask")


@dataclass(frozen=True, slots=True)
class DeviceState:
    """IPP's printer-state (3 idle, 4 processing, 5 stopped), its reasons, and since when it has been on."""

    state: int
    reasons: tuple[str, ...]
    up_since: float
    """Seconds since the epoch, about a second exact; 0 when the printer does not say."""

    @property
    def is_idle(self) -> bool:
        """The printer does nothing, and nothing keeps it from doing something."""
        return self.state == _IDLE


@dataclass(frozen=True, slots=True)
class DeviceJob:
    """A job as the printer keeps it: its number, IPP's job-state, and the sheets that came out if counted.

    `created_at` is in seconds of the printer's own clock, which began when it was switched on.
    """

    number: int
    state: int
    impressions: int | None
    created_at: int | None = None


class IppDevice:
    """The printer at `uri` (ipp, ipps, http, https).

    Raises PrinterError with reason `timed-out` while it does not answer, CannotAskError when it never will.
    """

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._secure = parts.scheme in ("ipps", "https")
        self._host = parts.hostname or "localhost"
        self._port = parts.port or _PORTS[parts.scheme]
        self._path = parts.path or "/"
        self._uri = f"ipp{'s' if self._secure else ''}://{self._host}:{self._port}{self._path}"

    @staticmethod
    def can_ask(uri: str) -> bool:
        """Whether a printer at this device URI may speak IPP to us; over plain USB none does."""
        parts = urlsplit(uri)
        return parts.scheme in _PORTS and not (parts.hostname or "").endswith(_SERVICE_NAME)

    def state(self) -> DeviceState:
        """How the printer is."""
        groups = self._request(cups.IPP_OP_GET_PRINTER_ATTRIBUTES, _STATE_ATTRIBUTES)
        values = groups[0] if groups else {}
        up_seconds = values.get("printer-up-time", [0])[0]
        return DeviceState(
            values.get("printer-state", [3])[0],
            tuple(values.get("printer-state-reasons", ())),
            time.time() - up_seconds if up_seconds else 0.0,
        )

    def jobs(self, title: str) -> list[DeviceJob]:
        """The jobs of that title that the printer still knows, be they done or not, oldest first."""
        found: dict[int, DeviceJob] = {}
        for which in ("not-completed", "completed"):
            for values in self._request(cups.IPP_OP_GET_JOBS, _JOB_ATTRIBUTES, which):
                if title in str(values.get("job-name", [""])[0]) and "job-state" in values:
                    job = _job(values)
                    found[job.number] = job
        return [found[number] for number in sorted(found)]

    def _request(self, operation: int, wanted: Sequence[str], which_jobs: str = "") -> list[Values]:
        request = cups.IPPRequest(operation)
        _add(request, cups.IPP_TAG_CHARSET, "attributes-charset", "utf-8")
        _add(request, cups.IPP_TAG_LANGUAGE, "attributes-natural-language", "en")
        _add(request, cups.IPP_TAG_URI, "printer-uri", self._uri)
        if which_jobs:
            _add(request, cups.IPP_TAG_KEYWORD, "which-jobs", which_jobs)
        _add(request, cups.IPP_TAG_KEYWORD, "requested-attributes", list(wanted))
        answer = self._exchange(request)
        if answer.statuscode >= _OK_BELOW:
            sentence = f"the printer refused a question: {cups.ippErrorString(answer.statuscode)}"
            raise CannotAskError(sentence)
        return _groups(answer, wanted)

    def _exchange(self, request: cups.IPPRequest) -> cups.IPPRequest:
        body = io.BytesIO()
        request.writeIO(body.write)
        connection = self._connect()
        try:
            connection.request("POST", self._path, body.getvalue(), {"Content-Type": "application/ipp"})
            content = io.BytesIO(connection.getresponse().read())
        except (socket.gaierror, ssl.SSLError) as error:
            raise CannotAskError("the printer cannot be asked") from error
        except (OSError, http.client.HTTPException) as error:
            raise PrinterError("the printer does not answer", "timed-out") from error
        finally:
            connection.close()
        answer = cups.IPPRequest()
        try:
            answer.readIO(content.read)
        except Exception as error:
            raise CannotAskError("the printer's answer makes no sense") from error
        return answer

    def _connect(self) -> http.client.HTTPConnection:
        if not self._secure:
            return http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        # Printers sign their own certificates; CUPS trusts them on first use as well.
        trusting = ssl._create_unverified_context()  # noqa: S323
        return http.client.HTTPSConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS, context=trusting)


def _job(values: Values) -> DeviceJob:
    impressions = values.get("job-impressions-completed", [None])[0]
    created_at = values.get("time-at-creation", [None])[0]
    return DeviceJob(values.get("job-id", [0])[0], values["job-state"][0], impressions, created_at)


def _add(request: cups.IPPRequest, tag: int, name: str, value: object) -> None:
    request.add(cups.IPPAttribute(cups.IPP_TAG_OPERATION, tag, name, value))


def _groups(answer: cups.IPPRequest, wanted: Sequence[str]) -> list[Values]:
    """The attributes asked for, one dictionary for each printer or job in the answer."""
    groups: list[Values] = []
    fresh = True
    for attribute in answer.attributes:
        if attribute.group_tag not in (cups.IPP_TAG_PRINTER, cups.IPP_TAG_JOB):
            fresh = True
        elif attribute.name in wanted:
            # A job repeats the name of its first attribute; not every answer has a separator between jobs.
            if fresh or attribute.name in groups[-1]:
                groups.append({})
                fresh = False
            values = _values(attribute)
            if values:
                groups[-1][attribute.name] = values
    return groups


def _values(attribute: cups.IPPAttribute) -> list[Any]:
    try:
        return list(attribute.values)
    except SystemError:
        # pycups on a value without a value ("no-value", "unknown").
        return []

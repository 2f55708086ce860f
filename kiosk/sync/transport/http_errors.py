"""Distinguishes the ways in which a network fails; a doubtful answer counts as none.

Everything becomes a `NetworkError` (no trustworthy answer) or a `RefusedError` (the platform said no).
"""

import logging
import math
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import ValidationError

from contract.problem import PROBLEM_MEDIA_TYPE, Code, Problem
from kiosk.domain.errors import NetworkError, RefusedError, WorldError
from kiosk.domain.retry import LONGEST_SECONDS

if TYPE_CHECKING:
    import httpx

_log = logging.getLogger(__name__)
_NOT_YET_VALID, _EXPIRED = 9, 10
"""X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL."""
_VOUCHED_FOR_BY_NOBODY = range(18, 22)
"""Self-signed, or of an issuer that is not known."""
_OF_ANOTHER = range(62, 65)
"""Of another host name, e-mail or IP address."""
LOGIN_PAGE = "the network wants a login page before it lets anything through"


class ServerFailureError(NetworkError):
    """The platform was reached and failed by itself (5xx): the same request may be the cause."""


class PatienceError(NetworkError):
    """The platform takes this later (429); said of one thing after another, it means all of the kind."""


class QuotaError(PatienceError):
    """The platform has too much of what it was sent."""


def from_exception(error: "httpx.HTTPError", host: str, now: datetime) -> NetworkError:
    """The sentence for a request that got no answer. `now` is by the booth's own clock."""
    import httpx

    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NetworkError(_about_the_certificate(cause, host, now))
        if isinstance(cause, ssl.SSLError):
            _log.info("no secure connection to %s: %r", host, cause)
            return NetworkError(f"no secure connection to {host}: what answers there does not speak https")
        if isinstance(cause, socket.gaierror):
            return NetworkError(f"the name {host} cannot be found (DNS)")
        if isinstance(cause, ConnectionRefusedError):
            return NetworkError(f"no server answers at {host}")
    if isinstance(error, httpx.TimeoutException):
        _log.info("no answer from %s: %r", host, error)
        return NetworkError(f"{host} is too slow or the network is cut")
    _log.info("no answer from %s: %r", host, error)
    return NetworkError(f"the connection to {host} broke, or what answers there is no web server")


def from_status(answer: "httpx.Response", now: datetime) -> WorldError:
    """The error that an answer other than 2xx and 304 stands for. Its body has been read."""
    status = answer.status_code
    wait = retry_after(answer.headers.get("retry-after", ""), _moment(answer.headers.get("date", "")) or now)
    problem = _problem(answer)
    if status == 429 and problem is not None and problem.code is Code.QUOTA_EXCEEDED:
        return QuotaError(problem.title, wait)
    if status == 429:
        return PatienceError("the platform asks for patience", wait)
    if status >= 500 and status != 511:
        sentence = problem.title if problem else f"status {status}"
        return ServerFailureError(f"the platform failed: {sentence}", wait)
    if problem is not None:
        return RefusedError(problem.title, problem.code, status)
    return NetworkError(_about_a_stranger(answer))


def _about_the_certificate(error: ssl.SSLCertVerificationError, host: str, now: datetime) -> str:
    """The booth's date is named where it may be what is wrong."""
    if error.verify_code == _NOT_YET_VALID:
        return f"the certificate of {host} is not valid yet: is the booth's date right ({now:%Y-%m-%d})?"
    if error.verify_code == _EXPIRED:
        return f"the certificate of {host} has expired, or the booth's date is wrong ({now:%Y-%m-%d})"
    _log.info("the certificate of %s: %s", host, error.verify_message)
    if error.verify_code in _OF_ANOTHER:
        return f"{host} shows another server's certificate: a login page, or is the address wrong?"
    if error.verify_code in _VOUCHED_FOR_BY_NOBODY:
        return f"nobody whom this PC trusts vouches for {host}: is there a login page or a filter?"
    return f"the certificate of {host} is not one that this PC can trust"


def _about_a_stranger(answer: "httpx.Response") -> str:
    """What an answer that is not the platform's may come from: each has another remedy."""
    status = answer.status_code
    if 300 <= status < 400 and _is_moved_to_https(answer):
        return f"the platform wants https: enrol this booth at https://{answer.url.netloc.decode()}"
    if status == 407:
        return "a proxy of this network wants a name and a password"
    if status == 403:
        return "something between booth and platform forbids this (403): a proxy or a filter of this network"
    if status == 404:
        return "there is no platform at this address (404): is the address right that was given to enrol?"
    if 300 <= status < 400 or status == 511 or _is_html(answer):
        return LOGIN_PAGE
    return f"something that is not the platform answered with status {status}"


def _is_moved_to_https(answer: "httpx.Response") -> bool:
    """To the same place, which is no login page's."""
    try:
        there = urlsplit(answer.headers.get("location", ""))
    except ValueError:
        return False
    return (answer.url.scheme, there.scheme, there.hostname) == ("http", "https", answer.url.host)


def not_ours(answer: "httpx.Response") -> NetworkError:
    """The error for a 2xx answer that is not what the protocol promises: a captive portal, usually."""
    if _is_html(answer):
        return NetworkError(LOGIN_PAGE)
    kind = answer.headers.get("content-type", "no content type")
    return NetworkError(f"{LOGIN_PAGE}, or something else answered instead of the platform ({kind})")


def is_gone(answer: "httpx.Response") -> bool:
    """Whether the platform itself says that it will never take this (410; the answer to HEAD has no body)."""
    return answer.status_code == 410 and media_type(answer) == PROBLEM_MEDIA_TYPE


def media_type(answer: "httpx.Response") -> str:
    """The content type without its parameters, lower case."""
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower()


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds named by a Retry-After header, in either of its two forms; None when it names none.

    `now` is the answer's own date where it has one: the booth's clock may be a day off. At most two minutes:
    any portal can name an hour.
    """
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        moment = _moment(header)
        seconds = (moment - now).total_seconds() if moment else math.nan
    return None if math.isnan(seconds) else min(max(0.0, seconds), LONGEST_SECONDS)


def _moment(http_date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _problem(answer: "httpx.Response") -> Problem | None:
    if media_type(answer) != PROBLEM_MEDIA_TYPE:
        return None
    try:
        return Problem.model_validate_json(answer.content)
    except ValidationError:
        return None


def _is_html(answer: "httpx.Response") -> bool:
    return media_type(answer) in {"text/html", "application/xhtml+xml"}


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__

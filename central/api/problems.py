"""RFC 9457 problem documents for every error under /api."""

import errno
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from central.base.refusals import HTTP_STATUS, DomainError
from central.blobs.errors import RangeMismatch, RangeUnsatisfiable
from central.server.db_pool import OUTAGE, RETRY_SECONDS, drop_dead_connections, is_outage
from contract.problem import PROBLEM_MEDIA_TYPE, Code, FieldError, Problem

log = logging.getLogger(__name__)

PREFIX = "/api/"
_MOST_ERRORS: Final = 50
UPLOAD_OFFSET: Final = "Upload-Offset"
_GENERAL: Final = (Code.UNAUTHORIZED, Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LARGE, Code.RATE_LIMITED)
_CODES: Final = {HTTP_STATUS[code]: code for code in _GENERAL}
"""What the frameworks refuse by themselves, they know only by its status."""

_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE})
_DISK_SECONDS: Final = 30


def problem(status: int, code: Code, title: str, **others: object) -> HttpResponse:
    """The problem document as a response; `others` are its further members."""
    said = {"title": _tellable(title), "status": status, "code": code}
    document = Problem.model_validate(said | others)
    body = document.model_dump_json(exclude_none=True)
    response = HttpResponse(body, status=status, content_type=PROBLEM_MEDIA_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _tellable(said: str) -> str:
    """As much as is told, of a text that may repeat whatever was sent."""
    return said[:2000].replace("\0", "").encode(errors="replace").decode()


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The refusal's own sentence, under its own code and that code's status."""
    if error.code is Code.TRY_LATER:
        log.warning("%s: %s", request.path, error)
    numbers = {name: getattr(error, name) for name in ("missing", "retry_after", "least", "most")}
    response = problem(HTTP_STATUS[error.code], error.code, str(error), **numbers)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    if isinstance(error, RangeMismatch):
        response[UPLOAD_OFFSET] = str(error.held)
    if isinstance(error, RangeUnsatisfiable):
        response["Content-Range"] = f"bytes */{error.size}"
    if error.code is Code.TOO_LARGE:
        response["Connection"] = "close"  # The rest of the body is not read.
    return response


def install(api: NinjaAPI) -> None:
    """Answer everything that an endpoint can raise with a problem document."""
    for kind, handler in _handlers().items():
        api.add_exception_handler(kind, handler)


def _handlers() -> dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]:
    return {
        DomainError: refusal,
        ValidationError: _invalid,
        AuthenticationError: _unauthorized,
        AuthorizationError: _forbidden,
        HttpError: _http_error,
        RequestDataTooBig: _too_big,
        **dict.fromkeys(OUTAGE, _database_away),
        DataError: _cannot_be_stored,
        OSError: _disk_away,
        Exception: _broken,
    }


class ProblemDocuments:
    """Middleware: what Django itself answers under /api (404, 405, 500) becomes a problem document, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _documented(request, self._get_response(request))


def _documented(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    status = response.status_code
    plain = status >= 400 and response.headers.get("Content-Type") != PROBLEM_MEDIA_TYPE
    if not (plain and request.path.startswith(PREFIX)):
        return response
    document = problem(status, _code_of(status), HTTPStatus(status).phrase)
    if "Allow" in response.headers:
        document["Allow"] = response.headers["Allow"]
    return document


def _code_of(status: int) -> Code:
    return _CODES.get(status, Code.TRY_LATER if status >= 500 else Code.INVALID)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = tuple(_wrong(each["loc"], each["msg"]) for each in error.errors[:_MOST_ERRORS])
    detail = _tellable("; ".join(f"{each.field}: {each.sentence}" for each in wrong))
    return problem(HTTP_STATUS[Code.INVALID], Code.INVALID, "Invalid request.", detail=detail, errors=wrong)


def _wrong(place: tuple[str | int, ...], said: str) -> FieldError:
    """A place begins with the kind of parameter; in bodies the name in the code of the whole one follows."""
    field = ".".join(map(str, place[2:] if place[0] == "body" else place[1:]))
    return FieldError(field=_tellable(field), sentence=_tellable(said))


def _unauthorized(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refusal(request, DomainError("Missing or invalid token.", Code.UNAUTHORIZED))


def _forbidden(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return refusal(request, DomainError("Permission denied.", Code.FORBIDDEN))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, _code_of(error.status_code), f"{str(error).rstrip('.')}.")


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return refusal(request, DomainError("Request body too large.", Code.TOO_LARGE))


def _database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    if not is_outage(error):
        return _broken(request, error)
    log.error("the database did not answer %s %s: %s", request.method, request.path, error)
    drop_dead_connections(error)
    busy = DomainError("The platform is busy; try again later.", Code.TRY_LATER, retry_after=RETRY_SECONDS)
    return refusal(request, busy)


def _disk_away(request: HttpRequest, error: OSError) -> HttpResponse:
    """Full, read-only or broken, or too many files are open: what was sent is to be sent again."""
    if error.errno not in _DISK:
        return _broken(request, error)
    log.error("%s %s could not be stored: %s", request.method, request.path, error)
    full = DomainError(
        "The platform cannot store anything at the moment; try again later.", Code.TRY_LATER, _DISK_SECONDS
    )
    return refusal(request, full)


def _cannot_be_stored(request: HttpRequest, error: DataError) -> HttpResponse:
    """The last net: a value that the shapes let pass, and the database does not; a mistake of ours."""
    log.error("%s %s has what cannot be stored", request.method, request.path, exc_info=error)
    return refusal(request, DomainError("The request has a value that cannot be stored."))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s broke", request.method, request.path, exc_info=error)
    return problem(500, Code.TRY_LATER, "Internal error; the same request may succeed later.")

"""What the platform's functions refuse, as problem documents: their code decides the status."""

from datetime import UTC, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI

from central.api.problems import problem
from central.catalogue.errors import CatalogueError
from central.events.lifecycle import EventError
from central.generations.errors import OwnPictureError
from central.ledger.errors import LedgerError
from central.tenants.errors import TenantError, TooManyWrongLogins
from contract.problem import Code

_STATUSES: Final = {
    Code.LOGIN_WRONG: 401,
    Code.CREDITS_EXHAUSTED: 402,
    Code.FORBIDDEN: 403,
    Code.PARTNER_INACTIVE: 403,
    Code.LEASE_UNKNOWN: 404,
    Code.NOT_FOUND: 404,
    Code.STYLE_NOT_ALLOWED: 403,
    Code.ALREADY_UNLOCKED: 409,
    Code.CONFLICT: 409,
    Code.PHOTO_MISSING: 409,
    Code.EVENT_NOT_STARTED: 409,
    Code.EVENT_PAUSED: 409,
    Code.EVENT_ENDED: 409,
    Code.DAILY_LIMIT: 429,
    Code.RATE_LIMITED: 429,
}
_OTHERWISE: Final = 422


def install(api: NinjaAPI) -> None:
    """Answer these errors wherever an endpoint lets them pass."""
    api.add_exception_handler(LedgerError, refusal)
    api.add_exception_handler(TenantError, refusal)
    api.add_exception_handler(EventError, refusal)
    api.add_exception_handler(CatalogueError, refusal)
    api.add_exception_handler(OwnPictureError, refusal)


def refusal(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The error's own sentence under its own code, and when to come back, where that is known."""
    assert isinstance(error, LedgerError | TenantError | EventError | CatalogueError | OwnPictureError)
    response = problem(_STATUSES.get(error.code, _OTHERWISE), error.code, str(error))
    if isinstance(error, TooManyWrongLogins):
        response["Retry-After"] = str(error.retry_after)
    if error.code is Code.DAILY_LIMIT:
        response["Retry-After"] = str(seconds_to_midnight())
    return response


def seconds_to_midnight() -> int:
    """Until the next day of the platform's time zone begins (C6)."""
    now = timezone.localtime()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight.astimezone(UTC) - now.astimezone(UTC)).total_seconds()) + 1

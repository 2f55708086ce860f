"""Errors on the wire: problem documents (RFC 9457), each with a code that programs act on."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from contract.shape import Shape, Text

PROBLEM_MEDIA_TYPE = "application/problem+json"


class Code(StrEnum):
    """Why a request or an op was refused, for programs."""

    # An op's fate (`POST /kiosk/sync`).
    CREDITS_EXHAUSTED = "credits_exhausted"
    EVENT_NOT_STARTED = "event_not_started"
    EVENT_ENDED = "event_ended"
    EVENT_PAUSED = "event_paused"
    PARTNER_INACTIVE = "partner_inactive"
    STYLE_NOT_ALLOWED = "style_not_allowed"
    CONFLICT = "conflict"
    PHOTO_MISSING = "photo_missing"
    LEASE_UNKNOWN = "lease_unknown"
    INVALID = "invalid"
    # A request's fate.
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    PAIRING_CODE_WRONG = "pairing_code_wrong"
    EPOCH_MISMATCH = "epoch_mismatch"
    NO_EVENT = "no_event"
    DIGEST_MISMATCH = "digest_mismatch"
    RANGE_MISMATCH = "range_mismatch"
    TOO_LARGE = "too_large"
    NOT_A_PICTURE = "not_a_picture"
    TOO_SMALL = "too_small"
    TRY_LATER = "try_later"
    LOGIN_WRONG = "login_wrong"
    CONFIRMATION_WRONG = "confirmation_wrong"
    DAILY_LIMIT = "daily_limit"
    AMOUNT_NOT_ALLOWED = "amount_not_allowed"
    ALREADY_UNLOCKED = "already_unlocked"
    PAYMENT_MISMATCH = "payment_mismatch"
    PRICE_TOO_LOW = "price_too_low"
    ERASED = "erased"
    CREDITS_OWED = "credits_owed"
    LEASE_OUTSTANDING = "lease_outstanding"
    LIMIT_REACHED = "limit_reached"
    KIOSK_RETIRED = "kiosk_retired"
    QUOTA_EXCEEDED = "quota_exceeded"
    RANGE_NOT_SATISFIABLE = "range_not_satisfiable"


_CODES = frozenset(Code)


def _known(code: object) -> object:
    """A reason that a newer server gives is still a refusal."""
    return code if not isinstance(code, str) or code in _CODES else Code.INVALID


KnownCode = Annotated[Code, BeforeValidator(_known)]
"""A code on its way in: one that this version does not know reads as `invalid`."""


class FieldError(Shape):
    """What is wrong with one field of a request. `field`: its path, as `styles.0.price`."""

    field: Text
    sentence: Text


class Problem(Shape):
    """A problem document. `title` is a sentence for a person, `code` is for the program.

    `errors`: each field that is wrong, of an invalid request. `missing`: so many credits more are needed.
    `retry_after`: seconds until the same request may succeed. `least`, `most`: what the number may be.
    """

    type: str = "about:blank"
    title: Text
    status: int
    code: KnownCode
    detail: Text | None = None
    errors: tuple[FieldError, ...] | None = None
    missing: int | None = None
    retry_after: int | None = None
    least: int | None = None
    most: int | None = None

"""Why the platform does not do something: one root of all such errors, one status for each code."""

from typing import Final

from contract.problem import Code

HTTP_STATUS: Final[dict[Code, int]] = {
    Code.UNAUTHORIZED: 401,
    Code.LOGIN_WRONG: 401,
    Code.CREDITS_EXHAUSTED: 402,
    Code.CREDITS_OWED: 402,
    Code.FORBIDDEN: 403,
    Code.PARTNER_INACTIVE: 403,
    Code.PAIRING_CODE_WRONG: 403,
    Code.STYLE_NOT_ALLOWED: 403,
    Code.LEASE_UNKNOWN: 404,
    Code.NOT_FOUND: 404,
    Code.ALREADY_UNLOCKED: 409,
    Code.CONFLICT: 409,
    Code.EPOCH_MISMATCH: 409,
    Code.EVENT_ENDED: 409,
    Code.EVENT_NOT_STARTED: 409,
    Code.EVENT_PAUSED: 409,
    Code.KIOSK_RETIRED: 409,
    Code.LEASE_OUTSTANDING: 409,
    Code.LIMIT_REACHED: 409,
    Code.NO_EVENT: 409,
    Code.PAYMENT_MISMATCH: 409,
    Code.PHOTO_MISSING: 409,
    Code.RANGE_MISMATCH: 409,
    Code.ERASED: 410,
    Code.TOO_LARGE: 413,
    Code.NOT_A_PICTURE: 415,
    Code.RANGE_NOT_SATISFIABLE: 416,
    Code.AMOUNT_NOT_ALLOWED: 422,
    Code.CONFIRMATION_WRONG: 422,
    Code.DIGEST_MISMATCH: 422,
    Code.INVALID: 422,
    Code.PRICE_TOO_LOW: 422,
    Code.TOO_SMALL: 422,
    Code.DAILY_LIMIT: 429,
    Code.QUOTA_EXCEEDED: 429,
    Code.RATE_LIMITED: 429,
    Code.TRY_LATER: 503,
}
"""The status under which each code is answered on the web."""


class DomainError(Exception):
    """Something was refused, and nothing has changed. The sentence is for a person.

    `code` is for programs; both are a class's own unless given. `retry_after`: seconds until it may work.
    `missing`: how many more credits it takes. `least`, `most`: what the number may be.
    """

    sentence: str
    code: Code = Code.INVALID
    retry_after: int | None = None
    missing: int | None = None
    least: int | None = None
    most: int | None = None

    def __init__(
        self, sentence: str | None = None, code: Code | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(self.sentence if sentence is None else sentence)
        if code is not None:
            self.code = code
        if retry_after is not None:
            self.retry_after = retry_after

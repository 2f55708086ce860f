"""The id of the request that is being answered: in its answer's headers, and in every line that it logs."""

import secrets
from contextvars import ContextVar
from typing import Final

HEADER: Final = "X-Request-Id"
current: ContextVar[str] = ContextVar("request_id", default="")


def begin() -> str:
    """A new id, which is the current one from now on."""
    request_id = secrets.token_hex(8)
    current.set(request_id)
    return request_id

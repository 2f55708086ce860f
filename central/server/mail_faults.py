"""What it means that an e-mail was not taken: for it, for the server, and whether it may have been taken."""

import sys
from enum import Enum, auto
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Final

_SERVER: Final = (
    SMTPAuthenticationError, SMTPConnectError, SMTPHeloError, SMTPNotSupportedError, SMTPSenderRefused,
)  # fmt: skip
_ANYMAIL: Final = "anymail.exceptions"
_OF_THE_MAIL: Final = frozenset({400, 406, 413, 422})
"""How providers refuse a mail; all else that they answer is about the account, or about themselves."""


class Fault(Enum):
    """`away`: no mail is taken now, and this one was not. `unknown`: it may have been."""

    REFUSED = auto()
    LATER = auto()
    AWAY = auto()
    UNKNOWN = auto()


def fault_of(error: Exception) -> Fault:
    """Of an error of handing over one mail to one address."""
    if isinstance(error, SMTPRecipientsRefused):
        return _by_code(next((code for code, _ in error.recipients.values()), 0))
    if _is(error, _ANYMAIL, "AnymailRecipientsRefused"):
        return Fault.REFUSED
    if isinstance(error, _SERVER) or _never_left(error):
        return Fault.AWAY
    if isinstance(error, SMTPResponseException):
        return _by_code(error.smtp_code)
    status = getattr(error, "status_code", None)
    if _is(error, _ANYMAIL, "AnymailAPIError") and status is not None:
        return Fault.REFUSED if status in _OF_THE_MAIL else Fault.AWAY
    return Fault.UNKNOWN


def is_no_address(error: Exception) -> bool:
    """Whether the server says that there is nobody: for good, and not that it does not want our mail."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    refusals = list(error.recipients.values())
    return bool(refusals) and all(500 <= code < 600 and not _is_policy(said) for code, said in refusals)


def sentence_of(error: Exception) -> str:
    """As the server said it."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _by_code(code: int) -> Fault:
    return Fault.REFUSED if 500 <= code < 600 else Fault.LATER


def _is_policy(said: bytes | str) -> bool:
    """By its enhanced status code (RFC 3463): 5.7 is about rules, 5.2 about a mailbox that is there."""
    return _text(said).startswith(("5.7", "5.2"))


def _never_left(error: Exception) -> bool:
    """Whether there was no connection to a provider at all."""
    cause = error.__cause__
    told = cause.args[0] if isinstance(cause, Exception) and cause.args else None
    reason = getattr(told, "reason", None)
    return _is(reason, "urllib3.exceptions", "NewConnectionError", "ConnectTimeoutError")


def _is(error: object, module: str, *names: str) -> bool:
    """Without loading what only a platform with a provider needs: what was raised is loaded."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, tuple(getattr(loaded, name) for name in names))


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said

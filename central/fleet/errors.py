"""Why a booth is not served.

EnrolmentError
├── WrongPairingCode    unknown, used or expired
└── TooManyWrongCodes   too many attempts from one address
EpochMismatch           a restored disk, or a copy of a kiosk
"""

from central.base.refusals import DomainError
from contract.problem import Code


class EnrolmentError(DomainError):
    """The booth is not enrolled."""


class WrongPairingCode(EnrolmentError):
    """It is not said which of the three it is."""

    code = Code.PAIRING_CODE_WRONG

    def __init__(self) -> None:
        super().__init__("This pairing code is wrong, already used, or older than 15 minutes.")


class TooManyWrongCodes(EnrolmentError):
    """`retry_after` says when another attempt is allowed."""

    code = Code.RATE_LIMITED

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many wrong codes from this address.", retry_after=retry_after)


class EpochMismatch(DomainError):
    """The kiosk was enrolled again elsewhere, so nothing that this copy says counts (Y11)."""

    code = Code.EPOCH_MISMATCH

    def __init__(self) -> None:
        super().__init__("This is a copy of a kiosk that was enrolled again; enrol this one.")

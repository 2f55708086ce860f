"""Why a booth is not served.

WrongPairingCode   unknown, used or expired
EpochMismatch      a restored disk, or a copy of a kiosk
"""

from central.base.refusals import DomainError
from contract.problem import Code


class WrongPairingCode(DomainError):
    """It is not said which of the three it is."""

    code = Code.PAIRING_CODE_WRONG
    sentence = "This pairing code is wrong, already used, or older than 15 minutes."


class EpochMismatch(DomainError):
    """The kiosk was enrolled again elsewhere, so nothing that this copy says counts (Y11)."""

    code = Code.EPOCH_MISMATCH
    sentence = "This is a copy of a kiosk that was enrolled again; enrol this one."

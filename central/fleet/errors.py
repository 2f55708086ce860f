"""Why a booth is not served.

WrongPairingCode   unknown, used or expired
EpochMismatch      a restored disk, or a copy of a kiosk
  CopiedKiosk        one that nobody has enrolled again yet
KioskRetired       it is out of service until it is enrolled again
CommandRefused     its arguments are not those of its kind
LimitReached       there are so many open ones that a person has lost count
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


class CopiedKiosk(EpochMismatch):
    """An older backup of its disk, or another PC with a copy of it, goes on counting where it was copied.

    Nobody can tell which is the copy; the one that is enrolled again sends all that it has in a new epoch.
    """

    sentence = "This kiosk's disk has a copy that has reported other things; enrol this one again."


class KioskRetired(DomainError):
    """Nothing was changed; its history can still be read."""

    code = Code.KIOSK_RETIRED
    sentence = "This booth is retired; enrol it again first."


class CommandRefused(DomainError):
    """The sentence says what is wrong with the arguments."""


class LimitReached(DomainError):
    """The sentence says of what, and what to do."""

    code = Code.LIMIT_REACHED

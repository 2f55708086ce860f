"""Why the ledger does not do something.

LedgerError
├── Shortfall       an account has less than what was to leave it
├── Conflict        the id was used for another movement
├── DailyLimit      a free user has made today's pictures
├── NotRefundable   this kind of debit is never taken back
├── UnknownAccount  no such account was ever opened
├── CreditsOwed     the owner of events owes for pictures that were made without credits
└── LeaseError      the lease cannot be granted or used; `code` says why
"""

from uuid import UUID

from central.base.refusals import DomainError
from contract.problem import Code


class LedgerError(DomainError):
    """The root."""


class Shortfall(LedgerError):
    """`balance` is there, `needed` was asked for."""

    code = Code.CREDITS_EXHAUSTED

    def __init__(self, account: UUID, balance: int, needed: int) -> None:
        super().__init__(
            f"{needed} credits are needed, {balance} are available: {needed - balance} are missing."
        )
        self.account = account
        self.balance = balance
        self.needed = needed
        self.missing = needed - balance


class Conflict(LedgerError):
    """A transfer with this id moved something else."""

    code = Code.CONFLICT

    def __init__(self, transfer_id: UUID) -> None:
        super().__init__(f"The id {transfer_id} was already used for something else.")
        self.transfer_id = transfer_id


class DailyLimit(LedgerError):
    """A free user has had the day's `free_a_day` pictures."""

    code = Code.DAILY_LIMIT

    def __init__(self, free_a_day: int) -> None:
        super().__init__(
            f"Today's {free_a_day} free pictures are used up; buy credits, or come back tomorrow."
        )
        self.free_a_day = free_a_day


class NotRefundable(LedgerError):
    """Only pictures are refunded; an unlocked pack, for one, is not."""


class UnknownAccount(LedgerError):
    """Credits were to move from or to an account that was never opened."""


class CreditsOwed(LedgerError):
    """An event's overdraft is to be paid first."""

    code = Code.CREDITS_OWED

    def __init__(self, owed: int) -> None:
        super().__init__(
            f"{owed} credits are owed for pictures that an event's booths had promised. "
            "Top up that event, or its owner's balance, first."
        )
        self.owed = owed


class LeaseError(LedgerError):
    """No lease: none such, not this kiosk's, or nothing to give."""

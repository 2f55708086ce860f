"""Why the ledger does not do something.

LedgerError
├── Shortfall       an account has less than what was to leave it
├── Conflict        the id was used for another movement
├── UnknownAccount  no such account was ever opened
└── LeaseError      the lease cannot be granted or used; `code` says why
"""

from uuid import UUID

from contract.problem import Code


class LedgerError(Exception):
    """The root. `code` is the problem document's code."""

    code = Code.INVALID


class Shortfall(LedgerError):
    """`balance` is there, `needed` was asked for."""

    code = Code.CREDITS_EXHAUSTED

    def __init__(self, account: UUID, balance: int, needed: int) -> None:
        super().__init__(f"{needed} credits are needed, {balance} are there: {needed - balance} are missing")
        self.account = account
        self.balance = balance
        self.needed = needed


class Conflict(LedgerError):
    """A transfer with this id moved something else."""

    code = Code.CONFLICT

    def __init__(self, transfer_id: UUID) -> None:
        super().__init__(f"transfer {transfer_id} has moved something else")
        self.transfer_id = transfer_id


class UnknownAccount(LedgerError):
    """Money was to move from or to an account that was never opened."""


class LeaseError(LedgerError):
    """No lease: none such, not this kiosk's, or nothing to give."""

    def __init__(self, sentence: str, code: Code) -> None:
        super().__init__(sentence)
        self.code = code

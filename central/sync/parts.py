"""A batch that cannot be settled in one transaction, settled in parts: each in a transaction of its own.

Half by half, until what the database objects to stands alone, or until no part asks for too much at once. So
nothing is locked for longer than an honest batch takes, and of a batch that is made to be looked through op
by op, only so much is done at a time: the rest is to be sent again.
"""

from collections.abc import Callable, Sequence
from typing import Final

from django.db import DataError

from central.ledger.errors import Conflict
from central.sync.ops import Incoming
from contract.problem import Code
from contract.sync import OpResult, OpStatus

MOST_PARTS: Final = 16
"""Transactions for one batch. Nine are enough to find the one op of 500 that the database does not take."""
MOST_HEAVY: Final = 10
"""Ops of one transaction that take statements of their own: leases given back, pictures erased beforehand."""
_LATER: Final = "There is too much to be done for this batch; send the op again."


class TooMuchAtOnce(Exception):
    """More heavy ops than one transaction may have."""


OBJECTIONS: Final = (DataError, Conflict, TooMuchAtOnce)
"""Why a batch is settled in parts. Of an op that stands alone, the first two are its refusal."""


def refuse_too_many(heavy: int) -> None:
    """Raises TooMuchAtOnce."""
    if heavy > MOST_HEAVY:
        raise TooMuchAtOnce


class Parts:
    """Settles part after part. `settle` raises one of `OBJECTIONS`; `refuse` settles one op as refused."""

    def __init__(
        self,
        settle: Callable[[Sequence[Incoming]], list[OpResult]],
        refuse: Callable[[Incoming, Code], list[OpResult]],
    ) -> None:
        self._settle = settle
        self._refuse = refuse
        self._left = MOST_PARTS

    def results(self, ops: Sequence[Incoming]) -> list[OpResult]:
        """One for each op, in their order; `retry` for those that it was too much for."""
        if not self._left:
            return [_later(op) for op in ops]
        self._left -= 1
        try:
            return self._settle(ops)
        except OBJECTIONS as error:
            if len(ops) == 1:
                return self._alone(ops[0], error)
        middle = len(ops) // 2
        return self.results(ops[:middle]) + self.results(ops[middle:])

    def _alone(self, op: Incoming, error: Exception) -> list[OpResult]:
        try:
            return self._refuse(op, Code.CONFLICT if isinstance(error, Conflict) else Code.INVALID)
        except OBJECTIONS:
            return [_later(op)]


def _later(op: Incoming) -> OpResult:
    return OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.RETRY, sentence=_LATER)

"""The ledger once more, in dictionaries and integers, for `test_ledger_model` to compare the real one with.

Written from the rules C1-C18, not from the code, and small enough to be believed by reading. Every function
checks before it changes anything, so what it refuses has no effect. `real` does the same on the platform.
"""

from tests.central.ledger_model.balances import Balances
from tests.central.ledger_model.persons import Persons


class Model(Persons, Balances):
    """Every flow by the name and the keywords that it has in `real.Platform`."""

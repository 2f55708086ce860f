"""Why an event is not created or changed.

EventError             the sentence says why
├── CreditsShort       the owner has less than the event was to get
├── EventOver          it has ended, or was deleted
├── EventBegun         it has begun, and what was asked for is changed before that only
├── DatesRefused       dates that no event can have: see its kinds
├── PriceTooLow        its price for every photo is below the floor
└── AmountNotAllowed   more or less than may be moved at a time
"""

from central.base.refusals import DomainError
from central.ledger.errors import Shortfall
from contract.problem import Code


class EventError(DomainError):
    """The root."""


class CreditsShort(EventError):
    """The owner has less than the event was to get."""

    code = Code.CREDITS_EXHAUSTED

    def __init__(self, shortfall: Shortfall) -> None:
        super().__init__(
            f"The event needs {shortfall.needed} credits and you have {shortfall.balance}: "
            f"{shortfall.missing} are missing."
        )
        self.missing = shortfall.missing


class EventOver(EventError):
    """Nothing more is put into it."""

    code = Code.EVENT_ENDED
    sentence = "The event has ended."


class EventBegun(EventError):
    """Nothing was changed."""

    code = Code.CONFLICT
    sentence = "The event has begun: its start and its slug cannot be changed any more."


class DatesRefused(EventError):
    """Nothing was created or changed."""


class EndsBeforeItStarts(DatesRefused):
    """Or at the same moment."""

    sentence = "The event ends before it starts."


class EndsInThePast(DatesRefused):
    """Nobody could come."""

    sentence = "The event is over already; it must end in the future."


class LastsTooLong(DatesRefused):
    """A booth that stays somewhere gets an event for each year."""

    def __init__(self, days: int) -> None:
        super().__init__(f"An event lasts at most {days} days.")


class EndsTooFarAhead(DatesRefused):
    """Its credits would be forgotten."""

    def __init__(self, days: int) -> None:
        super().__init__(f"An event ends at most {days} days from now.")


class AmountNotAllowed(EventError):
    """The tariff sets the limits."""

    code = Code.AMOUNT_NOT_ALLOWED

    def __init__(self, sentence: str, least: int, most: int | None = None) -> None:
        super().__init__(sentence)
        self.least, self.most = least, most


class PriceTooLow(EventError):
    """Nothing was created or changed. `least`: in credits."""

    code = Code.PRICE_TOO_LOW

    def __init__(self, least: int) -> None:
        super().__init__(
            f"The price for every photo must be at least {least} credits, as the dearest style demands."
        )
        self.least = least

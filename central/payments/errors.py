"""Why a purchase is not made or a payment not credited.

PaymentError
├── PurchaseRefused
│   ├── NotForSale         no such pack is sold, or nothing is
│   └── AmountNotAllowed   fewer credits than wholesale begins with, or more than there can be
├── PaymentPending         it was fetched, and is not approved, or not any more
├── PaymentMismatch        it was fetched and is not what was to be paid; `differs` says how
├── PaymentUnknown         it was fetched, and is for no purchase of ours
├── PaymentNotShown        the provider does not show it, or not yet
└── ProviderAway           the provider did not answer, or not sensibly
"""

from collections.abc import Sequence
from typing import Final

from central.base.refusals import DomainError
from contract.problem import Code

_SECONDS: Final = 10
"""After which a payment is worth another look."""


class PaymentError(DomainError):
    """The root."""


class PurchaseRefused(PaymentError):
    """Nothing was bought."""


class NotForSale(PurchaseRefused):
    """Nobody can buy this now."""

    code = Code.NOT_FOUND


class AmountNotAllowed(PurchaseRefused):
    """Another number of credits can be bought."""

    code = Code.AMOUNT_NOT_ALLOWED

    def __init__(self, sentence: str, least: int) -> None:
        super().__init__(sentence)
        self.least = least


class PaymentPending(PaymentError):
    """Nothing was credited; the purchase stays pending."""

    code = Code.TRY_LATER
    retry_after = _SECONDS

    def __init__(self, status: str) -> None:
        super().__init__(f"The payment is not approved; its status is {status}.")
        self.status = status


class PaymentMismatch(PaymentError):
    """Nothing was credited; the payment is kept to be seen. `differs` names what is not as it should be."""

    code = Code.PAYMENT_MISMATCH

    def __init__(self, payment_id: str, differs: Sequence[str]) -> None:
        super().__init__(f"Payment {payment_id} does not match its purchase: {', '.join(differs)}.")
        self.differs = tuple(differs)


class PaymentUnknown(PaymentError):
    """Nothing was credited."""

    code = Code.NOT_FOUND


class PaymentNotShown(PaymentError):
    """Nothing was credited. Providers announce a payment before everybody can read it: it may come."""

    code = Code.TRY_LATER
    retry_after = _SECONDS


class ProviderAway(PaymentError):
    """Nothing was credited; the same request works later."""

    code = Code.TRY_LATER
    retry_after = _SECONDS

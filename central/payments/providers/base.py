"""The interface of payment providers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import models


class PaymentStatus(models.TextChoices):
    """A payment's status. A disputed one is `pending`: it is not decided yet who gets the money."""

    PENDING = "pending"
    APPROVED = "approved"
    FAILED = "failed"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"

    @property
    def is_taken_back(self) -> bool:
        """Whether the payer has the money again, all of it."""
        return self in (PaymentStatus.REFUNDED, PaymentStatus.CHARGED_BACK)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as it was fetched. Amounts in hundredths; `refunded`: how much of `amount` went back.

    `changed_at`: when the provider last changed it, which tells the later of two fetches.
    """

    provider: str
    id: str
    status: PaymentStatus
    amount: int
    refunded: int
    currency: str
    reference: str
    approved_at: datetime | None
    changed_at: datetime


class PaymentProvider(Protocol):
    """Fetches payments. It never passes on what it does not understand."""

    @property
    def name(self) -> str:
        """As it stands in purchases."""
        ...

    def is_payment_id(self, text: str) -> bool:
        """Whether one of its payments can have this id."""
        ...

    def payment(self, payment_id: str) -> Payment:
        """The payment as it is now. Raises PaymentNotShown, ProviderAway."""
        ...

    def payments_of(self, reference: str) -> Sequence[str]:
        """The ids of all payments that name this reference, the oldest first. Raises ProviderAway."""
        ...

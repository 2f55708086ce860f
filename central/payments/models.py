"""Packs, purchases, and payments as their provider described them. Every key carries its tenant (C20)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from central.base.rows import TenantRow
from central.payments.money import Currency
from central.payments.providers.base import PaymentStatus

FIRST_CHECK: Final = timedelta(minutes=2)
"""After which somebody who pays at once has paid, and the webhook should have come."""


def first_check() -> datetime:
    """When a purchase of this moment is looked at for the first time."""
    return timezone.now() + FIRST_CHECK


class CreditPack(models.Model):
    """Credits at a retail price (C2), of the platform's tenant. `price` in hundredths of the currency."""

    pk = models.CompositePrimaryKey("tenant_id", "slug")
    tenant_id = models.UUIDField()
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    credits = models.PositiveIntegerField()
    price = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=Currency)
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(condition=Q(credits__gt=0, price__gt=0), name="pack_sells_something"),
        ]

    def __str__(self) -> str:
        return self.slug


class Buyer(models.TextChoices):
    """Whose credits a purchase becomes: a partner's wallet, or a user's balance."""

    PARTNER = "partner"
    USER = "user"


class PurchaseState(models.TextChoices):
    """Only `paid` has credits: reversed ones were taken back (C15)."""

    PENDING = "pending"
    PAID = "paid"
    REVERSED = "reversed"


class Purchase(TenantRow):
    """Credits to be paid for at the price of the moment of asking. The buyer makes the `id`.

    `pack` is empty at wholesale. `amount` in hundredths of the currency. `reference` is what the provider
    gives back with the payment; it names tenant and purchase, so one payment can fit only one purchase.
    While it is pending, the worker asks the provider at `check_at`, until it is paid or `given_up_at`.
    """

    buyer_kind = models.CharField(max_length=16, choices=Buyer)
    buyer_id = models.UUIDField()
    actor = models.CharField(max_length=80)
    pack = models.SlugField(max_length=80, blank=True)
    credits = models.BigIntegerField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=Currency)
    provider = models.CharField(max_length=40)
    reference = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=PurchaseState, default=PurchaseState.PENDING)
    payment_id = models.CharField(max_length=64, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)
    checks = models.PositiveIntegerField(default=0)
    check_at = models.DateTimeField(null=True, default=first_check)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(condition=Q(credits__gt=0, amount__gt=0), name="purchase_of_something"),
            models.CheckConstraint(
                condition=Q(state="pending", payment_id=None, paid_at=None)
                | Q(state="paid", payment_id__isnull=False, paid_at__isnull=False, reversed_at=None)
                | Q(
                    state="reversed",
                    payment_id__isnull=False,
                    paid_at__isnull=False,
                    reversed_at__isnull=False,
                ),
                name="purchase_paid_by_a_payment",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "provider", "payment_id"], name="one_purchase_per_payment"
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "buyer_id", "created_at"], name="purchase_by_buyer"),
            models.Index(fields=["created_at"], name="purchase_by_date"),
            models.Index(
                fields=["check_at"],
                condition=Q(state="pending", check_at__isnull=False),
                name="purchase_to_check",
            ),
        ]


class PaymentSeen(models.Model):
    """A payment for a purchase, as the provider last described it.

    `differs` names, separated by commas, what is not as the purchase has it: such a payment is never
    credited, and waits here to be seen. `changed_at` is the provider's: what is older is not believed.
    """

    pk = models.CompositePrimaryKey("tenant_id", "purchase_id", "provider", "payment_id")
    tenant_id = models.UUIDField()
    purchase_id = models.UUIDField()
    provider = models.CharField(max_length=40)
    payment_id = models.CharField(max_length=64)
    status = models.CharField(max_length=16, choices=PaymentStatus)
    amount = models.BigIntegerField()
    refunded = models.BigIntegerField()
    currency = models.CharField(max_length=20)
    reference = models.CharField(max_length=256)
    differs = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    first_seen_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["first_seen_at"], condition=~Q(differs=""), name="payment_that_differs"),
        ]

    def __str__(self) -> str:
        return f"{self.status} payment {self.payment_id}"


class PaymentNotice(models.Model):
    """A provider's word that something has become of a payment, until the payment was fetched and settled.

    Of the platform's tenant, as only the fetched payment says whose it is. `heard` counts how often it came.
    """

    pk = models.CompositePrimaryKey("tenant_id", "provider", "payment_id")
    tenant_id = models.UUIDField()
    provider = models.CharField(max_length=40)
    payment_id = models.CharField(max_length=64)
    heard = models.PositiveIntegerField()
    tries = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    next_at = models.DateTimeField()
    last_error = models.CharField(max_length=500, blank=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["next_at"], condition=Q(given_up_at=None), name="notice_to_settle"),
            models.Index(fields=["first_at"], name="notice_by_time"),
        ]

    def __str__(self) -> str:
        return f"notice of payment {self.payment_id}"

"""What was sold (C17): purchases that are paid and were not taken back."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from central.payments.models import Purchase, PurchaseState


@dataclass(frozen=True, slots=True)
class CurrencySales:
    """Sales in one currency; `revenue` in its hundredths."""

    currency: str
    purchases: int
    credits: int
    revenue: int

    @property
    def average_price(self) -> int:
        """Hundredths per credit, rounded half up to whole ones."""
        return (2 * self.revenue + self.credits) // (2 * self.credits)


def sales() -> tuple[CurrencySales, ...]:
    """Everything sold so far, by currency. One statement.

    All credits equal what the ledger has as purchased, less what it has as charged back.
    """
    sold = Purchase.objects.filter(state=PurchaseState.PAID).values("currency").order_by("currency")
    rows = sold.annotate(purchases=Count("id"), credits_sold=Sum("credits"), revenue=Sum("amount"))
    return tuple(
        CurrencySales(row["currency"], row["purchases"], int(row["credits_sold"]), int(row["revenue"]))
        for row in rows
    )

"""Purchases that are not paid yet are looked at now and then, should their webhook be lost (C15)."""

import logging
from datetime import datetime, timedelta
from typing import Final

from central.base.backoff import wait
from central.payments.errors import PaymentError, ProviderAway
from central.payments.models import FIRST_CHECK, Purchase, PurchaseState
from central.payments.settlement import check

LONGEST_WAIT: Final = timedelta(hours=6)
CHECKED_FOR: Final = timedelta(days=7)
"""Longer than anybody takes to pay, cash vouchers included. A later payment still comes by its webhook."""
UNANSWERED_FOR: Final = timedelta(days=30)
"""The same while the provider does not answer, or not sensibly: an outage is nobody's refusal to pay."""
AT_ONCE: Final = 50

log = logging.getLogger(__name__)


def check_due(now: datetime) -> int:
    """Ask the provider about pending purchases that are due, a bounded number; how many are paid now.

    Each is claimed by moving its next time. To be called outside of a transaction.
    """
    due = Purchase.objects.filter(state=PurchaseState.PENDING, check_at__lte=now).order_by("check_at")
    paid = 0
    for purchase in due[:AT_ONCE]:
        if not _claimed(purchase, now):
            continue
        try:
            paid += check(purchase).state == PurchaseState.PAID
        except ProviderAway as error:
            log.warning("purchases cannot be checked now: %s", error)
            _give_up_old(purchase, now, UNANSWERED_FOR)
            break
        except PaymentError as error:
            log.warning("purchase %s: %s", purchase.id, error)
        except Exception:
            log.exception("purchase %s could not be checked", purchase.id)
            _give_up_old(purchase, now, UNANSWERED_FOR)
            continue
        _give_up_old(purchase, now, CHECKED_FOR)
    return paid


def _claimed(purchase: Purchase, now: datetime) -> bool:
    later = now + wait(purchase.checks + 1, FIRST_CHECK, LONGEST_WAIT)
    untouched = Purchase.objects.filter(
        tenant_id=purchase.tenant_id,
        id=purchase.id,
        state=PurchaseState.PENDING,
        check_at=purchase.check_at,
    )
    return bool(untouched.update(check_at=later, checks=purchase.checks + 1))


def _give_up_old(purchase: Purchase, now: datetime, after: timedelta) -> None:
    if now - purchase.created_at > after:
        unpaid = Purchase.objects.filter(
            tenant_id=purchase.tenant_id, id=purchase.id, state=PurchaseState.PENDING
        )
        unpaid.update(check_at=None, given_up_at=now)

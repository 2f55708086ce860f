"""What a provider told us of a payment, kept until it is settled: a webhook that came too early is not lost.

A notice is stored before anything else is done about it, and deleted when its payment was fetched and
settled. Whatever comes between - the provider does not show the payment yet, or does not answer, the process
is killed - leaves it for the worker.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from central.base import pages
from central.base.backoff import wait
from central.base.pages import Page, PageRequest
from central.payments.errors import (
    PaymentMismatch,
    PaymentNotShown,
    PaymentPending,
    PaymentUnknown,
    ProviderAway,
)
from central.payments.models import PaymentNotice
from central.payments.providers.registry import provider_of
from central.payments.settlement import fetch_and_settle
from central.tenants.attempts import note_attempt
from central.tenants.models import PLATFORM_ID

FIRST_WAIT: Final = timedelta(seconds=20)
LONGEST_WAIT: Final = timedelta(hours=1)
KEPT_FOR: Final = timedelta(days=3)
"""How long a payment that the provider does not show is asked for. After that the notice is only listed."""
UNSETTLED_FOR: Final = timedelta(days=30)
"""The same for one that the provider does not answer for, or that cannot be settled."""
AT_ONCE: Final = 50
MOST_REPETITIONS: Final = 30
"""Of one webhook, within a quarter of an hour."""

log = logging.getLogger(__name__)


def hear(provider: str, payment_id: str, signature: str) -> None:
    """Keep the notice and settle its payment; if that fails, the worker goes on with it.

    A webhook may be played again by whoever has seen it, at any time: it makes us ask for its payment as it
    is now, and only so often. Raises TooManyAttempts, PaymentNotShown, ProviderAway, and whatever the
    settlement met.
    """
    note_attempt({f"webhook {provider} {signature}": MOST_REPETITIONS})
    if provider_of(provider).is_payment_id(payment_id):
        _settle(_kept(provider, payment_id, timezone.now()))
    else:
        log.warning("a webhook named %.64r, which is no payment", payment_id)


def retry_due(now: datetime) -> int:
    """Settle notices that are due, a bounded number of them; how many were settled.

    Each is claimed by moving its next time, so a worker that dies with it leaves it for later. To be called
    outside of a transaction.
    """
    due = PaymentNotice.objects.filter(tenant_id=PLATFORM_ID, given_up_at=None, next_at__lte=now)
    settled = 0
    for notice in due.order_by("next_at")[:AT_ONCE]:
        if not _claimed(notice, now):
            continue
        try:
            _settle(notice)
        except ProviderAway as error:
            log.warning("payments cannot be fetched now: %s", error)
            _give_up_old(notice, now, UNSETTLED_FOR)
            break
        except PaymentNotShown:
            _give_up_old(notice, now, KEPT_FOR)
        except Exception:
            log.exception("payment %s could not be settled", notice.payment_id)
            _give_up_old(notice, now, UNSETTLED_FOR)
        else:
            settled += 1
    return settled


def page(asked: PageRequest) -> Page[PaymentNotice]:
    """The notices that are not settled, the newest first. Raises CursorError."""
    notices = PaymentNotice.objects.filter(tenant_id=PLATFORM_ID)
    return pages.page(notices, ("first_at", "provider", "payment_id"), asked)


def _kept(provider: str, payment_id: str, now: datetime) -> PaymentNotice:
    """The notice as it is stored; one that was given up begins anew."""
    with connection.cursor() as cursor:
        soon = now + wait(0, FIRST_WAIT, LONGEST_WAIT)
        cursor.execute(_KEEP, [PLATFORM_ID, provider, payment_id, now, soon])
    return PaymentNotice.objects.get(tenant_id=PLATFORM_ID, provider=provider, payment_id=payment_id)


def _settle(notice: PaymentNotice) -> None:
    try:
        fetch_and_settle(notice.provider, notice.payment_id)
    except (PaymentPending, PaymentMismatch, PaymentUnknown) as error:
        # It was fetched, and what is to be remembered of it was: the next change brings the next webhook.
        log.warning("payment %s: %s", notice.payment_id, error)
    except Exception as error:
        _same(notice).update(last_error=str(error)[:500])
        raise
    # Heard again meanwhile, it may be another state of the payment: that one is still to be fetched.
    _same(notice).filter(heard=notice.heard).delete()


def _claimed(notice: PaymentNotice, now: datetime) -> bool:
    later = now + wait(notice.tries, FIRST_WAIT, LONGEST_WAIT)
    untouched = _same(notice).filter(next_at=notice.next_at)
    return bool(untouched.update(next_at=later, tries=notice.tries + 1))


def _give_up_old(notice: PaymentNotice, now: datetime, after: timedelta) -> None:
    if now - notice.first_at > after:
        log.error("payment %s of %s was never settled", notice.payment_id, notice.provider)
        _same(notice).filter(heard=notice.heard).update(given_up_at=now)


def _same(notice: PaymentNotice) -> QuerySet[PaymentNotice]:
    return PaymentNotice.objects.filter(
        tenant_id=PLATFORM_ID, provider=notice.provider, payment_id=notice.payment_id
    )


_KEEP = """
INSERT INTO payments_paymentnotice AS notice
  (tenant_id, provider, payment_id, heard, tries, first_at, next_at, last_error)
VALUES (%s, %s, %s, 1, 0, %s, %s, '')
ON CONFLICT (tenant_id, provider, payment_id) DO UPDATE SET heard = notice.heard + 1,
  tries = CASE WHEN notice.given_up_at IS NULL THEN notice.tries ELSE 0 END,
  first_at = CASE WHEN notice.given_up_at IS NULL THEN notice.first_at ELSE excluded.first_at END,
  next_at = least(notice.next_at, excluded.next_at), given_up_at = NULL
"""

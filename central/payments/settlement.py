"""Payments become credits, once (C15): only fetched ones that match their purchase."""

import logging
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils import timezone

from central.incidents import incidents
from central.ledger import issuance
from central.ledger.accounts import AccountKind, open_account
from central.ledger.transfer_requests import TransferRequest
from central.notices.kinds import NoticeKind
from central.notices.telling import Told, tell
from central.payments.errors import PaymentError, PaymentMismatch, PaymentPending, PaymentUnknown
from central.payments.models import Buyer, PaymentSeen, Purchase, PurchaseState
from central.payments.providers.base import Payment, PaymentStatus
from central.payments.providers.registry import provider_of
from central.payments.purchases import purchase_named
from central.tenants.attempts import note_attempt
from central.tenants.errors import NotFound, PartnerDeleted
from central.tenants.locks import lock_existing
from central.tenants.models import PLATFORM_ID, User

log = logging.getLogger(__name__)

CHECKS_BY_A_PERSON: Final = 30
_PLATFORM: Final = "platform"
_PART: Final = "payments.settlement"
_TRANSFERS: Final = UUID("01900000-0000-7000-8000-00000000b0b5")
_ACCOUNTS: Final = {Buyer.PARTNER: AccountKind.WALLET, Buyer.USER: AccountKind.USER}


def fetch_and_settle(provider_name: str, payment_id: str) -> Purchase:
    """Fetch a payment, and credit or take back the purchase that it names; the purchase as it is then.

    Repeating it changes nothing. Not to be called in a transaction. Raises PaymentPending, PaymentMismatch,
    PaymentUnknown, PaymentNotShown, ProviderAway.
    """
    connection.close()  # The provider may be slow, and must not occupy a connection.
    payment = provider_of(provider_name).payment(payment_id)
    named = purchase_named(payment.reference)
    if named is None:
        raise PaymentUnknown(f"Payment {payment_id} is not for any of our purchases.")
    return apply_payment(*named, payment)


def check_for(person: User, purchase: Purchase) -> Purchase:
    """`check`, which makes the provider work: so often a person may ask. Raises TooManyAttempts as well."""
    note_attempt({f"payment check by {person.id}": CHECKS_BY_A_PERSON})
    return check(purchase)


def check(purchase: Purchase) -> Purchase:
    """Fetch every payment that names the purchase, as if its webhook had come; the purchase as it is then.

    Not to be called in a transaction. One that cannot be settled keeps no other from being so. When none
    pays for the purchase, raises PaymentMismatch if one differs, or what kept one from being settled;
    PaymentNotShown, ProviderAway.
    """
    provider = provider_of(purchase.provider)
    connection.close()  # The provider may be slow, and must not occupy a connection.
    payments = [provider.payment(payment_id) for payment_id in provider.payments_of(purchase.reference)]
    refusal: Exception | None = None
    for payment in payments:
        try:
            apply_payment(purchase.tenant_id, purchase.id, payment)
        except PaymentPending as error:
            log.info("purchase %s: %s", purchase.id, error)
        except Exception as error:
            refusal = error
    now = Purchase.objects.get(tenant_id=purchase.tenant_id, id=purchase.id)
    if refusal is not None and now.state == PurchaseState.PENDING:
        raise refusal
    return now


def apply_payment(tenant_id: UUID, purchase_id: UUID, payment: Payment) -> Purchase:
    """Bring the purchase into the state that the fetched payment implies; returns it.

    Raises PaymentPending, PaymentMismatch, PaymentUnknown; what was seen of the payment is kept all the same.
    Anything else that it meets, a conflict in the ledger for one, becomes an incident, and nothing is kept.
    """
    about = (tenant_id, _PART, f"purchase:{purchase_id} payment:{payment.id}")
    try:
        purchase = _apply(tenant_id, purchase_id, payment)
    except PaymentError:
        raise
    except Exception as error:
        incidents.note(*about, error)
        raise
    incidents.resolve(*about)
    return purchase


def _apply(tenant_id: UUID, purchase_id: UUID, payment: Payment) -> Purchase:
    with transaction.atomic():
        buyer_is_there = _lock_buyer(tenant_id)
        purchase = _lock_purchase(tenant_id, purchase_id)
        if _is_outdated(purchase, payment):
            return purchase
        differs = _differs(purchase, payment, buyer_is_there)
        _remember(purchase, payment, differs)
        refusal = _act(purchase, payment, differs)
    if refusal is not None:
        raise refusal
    return purchase


def _act(purchase: Purchase, payment: Payment, differs: list[str]) -> PaymentError | None:
    """Do what follows from the payment; else why nothing does."""
    its_payment = purchase.payment_id == payment.id
    if differs:
        return PaymentMismatch(payment.id, differs)
    if payment.status is PaymentStatus.APPROVED and purchase.state == PurchaseState.PENDING:
        _credit(purchase, payment)
    elif payment.status.is_taken_back and purchase.state == PurchaseState.PAID and its_payment:
        _take_back(purchase, payment)
    elif not its_payment:
        return PaymentPending(payment.status)
    return None


def _differs(purchase: Purchase, payment: Payment, buyer_is_there: bool) -> list[str]:
    """What keeps an approved payment from being credited, or makes it odd; nothing for any other payment."""
    if payment.status is not PaymentStatus.APPROVED:
        return []
    pending = purchase.state == PurchaseState.PENDING
    its_payment = purchase.payment_id == payment.id
    reasons = {
        "provider": payment.provider != purchase.provider,
        "reference": payment.reference != purchase.reference,
        "amount": payment.amount != purchase.amount,
        "currency": payment.currency != purchase.currency,
        "refunded in part": payment.refunded > 0,
        "paid twice": not pending and not its_payment,
        "approved again": purchase.state == PurchaseState.REVERSED and its_payment,
        "buyer deleted": pending and not buyer_is_there,
    }
    return [name for name, is_so in reasons.items() if is_so]


def _credit(purchase: Purchase, payment: Payment) -> None:
    now = timezone.now()
    account = open_account(purchase.tenant_id, _ACCOUNTS[Buyer(purchase.buyer_kind)], purchase.buyer_id)
    transfer = TransferRequest(_transfer_id(purchase), purchase.actor, payment.approved_at or now)
    issuance.purchase(purchase.tenant_id, account, purchase.credits, transfer, f"purchase:{purchase.id}")
    purchase.state = PurchaseState.PAID
    purchase.payment_id = payment.id
    purchase.paid_at = now
    _save(purchase)


def _take_back(purchase: Purchase, payment: Payment) -> None:
    now = timezone.now()
    transfer = TransferRequest(
        uuid5(_TRANSFERS, f"back {purchase.id.hex}"), _PLATFORM, now, note=payment.status.label
    )
    issuance.charge_back(purchase.tenant_id, _transfer_id(purchase), transfer)
    purchase.state = PurchaseState.REVERSED
    purchase.reversed_at = now
    _save(purchase)


def _transfer_id(purchase: Purchase) -> UUID:
    """Made from the purchase's id, but not the same: that one the buyer may have used for something else."""
    return uuid5(_TRANSFERS, purchase.id.hex)


def _save(purchase: Purchase) -> None:
    purchase.check_at = purchase.given_up_at = None
    purchase.save(update_fields=["state", "payment_id", "paid_at", "reversed_at", "check_at", "given_up_at"])
    log.info("purchase %s is %s by payment %s", purchase.id, purchase.state, purchase.payment_id)


def _lock_buyer(tenant_id: UUID) -> bool:
    """Whether the buyer's tenant is there, and stays so until the transaction ends."""
    try:
        lock_existing(tenant_id)
    except PartnerDeleted:
        return False
    except NotFound as error:
        raise PaymentUnknown("The payment is not for any of our purchases.") from error
    return True


def _lock_purchase(tenant_id: UUID, purchase_id: UUID) -> Purchase:
    """Concurrent webhooks wait here for each other."""
    rows = Purchase.objects.select_for_update().filter(tenant_id=tenant_id, id=purchase_id)
    purchase = rows.first()
    if purchase is None:
        raise PaymentUnknown("The payment is not for any of our purchases.")
    return purchase


def _is_outdated(purchase: Purchase, payment: Payment) -> bool:
    """Whether a later state of the payment was seen before; of two at the same moment, a refund is later."""
    seen = PaymentSeen.objects.filter(
        tenant_id=purchase.tenant_id,
        purchase_id=purchase.id,
        provider=payment.provider,
        payment_id=payment.id,
    ).first()
    if seen is None:
        return False
    known = (seen.changed_at, PaymentStatus(seen.status).is_taken_back)
    return (payment.changed_at, payment.status.is_taken_back) < known


def _remember(purchase: Purchase, payment: Payment, differs: list[str]) -> None:
    if differs:
        log.warning("payment %s of purchase %s: %s", payment.id, purchase.id, ", ".join(differs))
        _tell_masters(purchase, payment, differs)
    PaymentSeen.objects.update_or_create(
        tenant_id=purchase.tenant_id,
        purchase_id=purchase.id,
        provider=payment.provider,
        payment_id=payment.id,
        defaults={
            "status": payment.status,
            "amount": payment.amount,
            "refunded": payment.refunded,
            "currency": payment.currency,
            "reference": payment.reference,
            "differs": ",".join(differs),
            "changed_at": payment.changed_at,
        },
    )


def _tell_masters(purchase: Purchase, payment: Payment, differs: list[str]) -> None:
    """Once for each way in which a payment differs, however often it is fetched."""
    found = ", ".join(differs)
    facts = {"payment": payment.id, "provider": payment.provider, "differs": found}
    about = {"subject": f"purchase:{purchase.id}", **facts}
    key = f"payment_differs:{purchase.id}:{sha256(f'{facts}'.encode()).hexdigest()}"
    tell(Told(PLATFORM_ID, NoticeKind.PAYMENT_DIFFERS, key, facts=about))

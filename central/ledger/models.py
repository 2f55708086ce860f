"""Where credits are, how they moved, and what is set aside for booths. Triggers keep transfers unchanged."""

from django.db import models
from django.db.models import F, Q

from central.base.rows import TenantRow
from contract.leases import LeaseState


class TransferKind(models.TextChoices):
    """Why credits moved (C14)."""

    PURCHASE = "purchase"
    TOP_UP = "top_up"
    ALLOCATION = "allocation"
    GENERATION = "generation"
    PACK_UNLOCK = "pack_unlock"
    REFUND = "refund"
    TRANSFER = "transfer"
    LEASE_GRANT = "lease_grant"
    LEASE_RETURN = "lease_return"
    OVERDRAFT = "overdraft"
    FORFEITURE = "forfeiture"
    CHARGEBACK = "chargeback"
    ADJUSTMENT = "adjustment"


class Account(TenantRow):
    """One place credits can be. `floor` is the least its balance may be; None: no limit (overdraft).

    A floor below zero is what a chargeback left behind (C15): it rises with whatever comes in, up to zero,
    and a trigger lets nothing but a chargeback lower it.

    The unbounded sides (issued, consumed, forfeited) have no row: they are the sum of their transfers.

    Of an overdraft, `payer_id` is the account of the event's owner, who owes it, and `owing` says whether
    anything is owed now.
    """

    kind = models.CharField(max_length=16)
    owner_id = models.UUIDField()
    balance = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(null=True, default=0)
    payer_id = models.UUIDField(null=True)
    owing = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(
                condition=Q(floor=None) | Q(balance__gte=F("floor")), name="balance_not_under_floor"
            ),
            models.CheckConstraint(
                condition=Q(kind="overdraft", floor=None) | (~Q(kind="overdraft") & Q(floor__isnull=False)),
                name="only_overdrafts_have_no_floor",
            ),
            models.UniqueConstraint(fields=["tenant_id", "kind", "owner_id"], name="one_account_per_owner"),
        ]
        indexes = [  # noqa: RUF012
            # Not of the balance: a column of an index makes each of its changes dearer.
            models.Index(fields=["opened_at"], condition=Q(kind="overdraft"), name="overdraft_by_time"),
            models.Index(fields=["tenant_id", "payer_id"], condition=Q(owing=True), name="debt_by_payer"),
        ]


class Transfer(TenantRow):
    """One movement of credits. Append-only. The caller makes the id.

    `reference` names what it is about (an event, a lease, a purchase), `note` says why in a person's words;
    `reverses` is the transfer that this one takes back, which happens at most once (C12). The database adds
    `incarnation` and `xid`, the writing transaction, by which a statement stays at one instant from page to
    page.
    """

    debit_id = models.UUIDField()
    credit_id = models.UUIDField()
    amount = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=TransferKind)
    actor = models.CharField(max_length=80)
    reference = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    op_id = models.UUIDField(null=True)
    reverses = models.UUIDField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_moves_something"),
            models.CheckConstraint(condition=~Q(debit_id=F("credit_id")), name="transfer_goes_elsewhere"),
            models.UniqueConstraint(
                fields=["tenant_id", "reverses"], condition=Q(reverses__isnull=False), name="reversed_once"
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "debit_id", "recorded_at"], name="transfer_by_debit"),
            models.Index(fields=["tenant_id", "credit_id", "recorded_at"], name="transfer_by_credit"),
        ]


class Flow(models.Model):
    """All transfers of one kind from one account to another, rolled up in their own transactions.

    Every transfer has at least one end with a balance, under whose lock its flow is written; so the sum of
    an unbounded account, which is never locked, is always current and blocks nobody.
    """

    pk = models.CompositePrimaryKey("tenant_id", "debit_id", "credit_id", "kind")
    tenant_id = models.UUIDField()
    debit_id = models.UUIDField()
    credit_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=TransferKind)
    total = models.BigIntegerField()
    transfers = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "credit_id"], name="flow_by_credit")]  # noqa: RUF012

    def __str__(self) -> str:
        return f"{self.total} {self.kind}"


class Lease(TenantRow):
    """Credits set aside for one kiosk on one event.

    `granted` is all that was ever moved to its account, `spent` all that was promised on it and has
    arrived here; `late` is the part of it that had to be paid from elsewhere, as the lease was gone. Never
    spent > granted: that is the most that the kiosk can have promised.

    `released` is the part of the grant on which nothing can be promised any more: set once, when the kiosk
    gives the lease up or the partner writes it off. Until then what is granted and not spent may still come,
    even though a reclaimed lease's credits are back in the pool: it is outstanding. `returned_epoch` and
    `returned_seq` are the place of the kiosk's return among its ops; a return outside of them has no seq.
    """

    event_id = models.UUIDField()
    kiosk_id = models.UUIDField()
    epoch = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default=LeaseState.OPEN)
    granted = models.PositiveIntegerField()
    spent = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    released = models.PositiveIntegerField(null=True)
    returned_epoch = models.PositiveIntegerField(null=True)
    returned_seq = models.PositiveBigIntegerField(null=True)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(condition=Q(spent__lte=F("granted")), name="lease_not_overspent"),
            models.CheckConstraint(
                condition=Q(released=None) | Q(granted=F("spent") + F("released")), name="released_for_good"
            ),
            models.CheckConstraint(
                condition=~Q(state=LeaseState.RETURNED) | Q(released__isnull=False),
                name="returned_is_released",
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "kiosk_id", "state"], name="lease_by_kiosk"),
            models.Index(fields=["tenant_id", "event_id", "state"], name="lease_by_event"),
            models.Index(
                fields=["tenant_id", "kiosk_id"],
                condition=Q(state=LeaseState.RECLAIMED, released=None),
                name="lease_outstanding",
            ),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="lease_by_expiry"),
        ]


class LeaseGrant(TenantRow):
    """One answered lease request, so that a repetition gets the same lease."""

    lease_id = models.UUIDField()
    kiosk_id = models.UUIDField()
    amount = models.PositiveIntegerField()
    granted_at = models.DateTimeField(auto_now_add=True)


class CreditChange(TenantRow):
    """Credits came into or left an account, and nobody has looked at it since.

    `kind` and `owner_id` are the account's: of an event's pool, lease or overdraft, of a client's balance, or
    of a wallet. A row for each account and transaction, as one row that all booths of an event write would
    make them wait for each other.
    """

    kind = models.CharField(max_length=16, db_default="pool")
    owner_id = models.UUIDField()


class Basis(models.TextChoices):
    """Why a person's own picture costs what it costs."""

    PAID = "paid"
    FREE = "free"
    WAIVED = "waived"


class UserCharge(TenantRow):
    """A picture that a person made for themselves, also when it cost nothing (C6, C7).

    `id` is also its transfer's, if it moved credits. `day` is the platform's day that a free one counts for.
    """

    user_id = models.UUIDField()
    basis = models.CharField(max_length=16, choices=Basis)
    price = models.PositiveIntegerField()
    asked_price = models.PositiveIntegerField()
    reference = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    charged_at = models.DateTimeField()
    refunded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(condition=Q(basis="paid") | Q(price=0), name="only_paid_ones_cost"),
        ]
        indexes = [models.Index(fields=["tenant_id", "user_id", "day"], name="charge_by_day")]  # noqa: RUF012


class Proof(TenantRow):
    """One audit of the whole ledger: when it ran, how long it took, what it counted and found."""

    at = models.DateTimeField()
    seconds = models.FloatField()
    accounts = models.PositiveBigIntegerField()
    transfers = models.PositiveBigIntegerField()
    issued = models.BigIntegerField()
    faults = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "at"], name="proof_by_time")]  # noqa: RUF012

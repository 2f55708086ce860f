"""The making of an AI picture: one photo, one style, one result."""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow, TenantRow
from central.blobs.holdings import Holder
from contract.problem import Code
from contract.sync import GenerationState

_OF_A_KIOSK = ("event_id", "kiosk_id", "session_id", "op_id", "claim_code", "ticket", "consent_at")
_KIOSKS = Q(user_id=None, **{f"{field}__isnull": False for field in _OF_A_KIOSK})
_PERSONS = Q(user_id__isnull=False, lease_id=None, **dict.fromkeys(_OF_A_KIOSK))


_ABOUT_THE_PHOTO = frozenset(
    {Code.PHOTO_MISSING, Code.NOT_A_PICTURE, Code.TOO_SMALL, Code.TOO_LARGE, "photo_unreadable"}
)
"""The last one is what earlier versions wrote."""


class Generation(TenantRow):
    """The request as it was made, the attempt that works on it, and its result.

    It is either a kiosk's, for a guest of an event: `op_id` is then the op that asked for it, and so the
    transfer that paid for it; `ClaimCode` keeps its code from any other picture. Or it is a person's own
    (`user_id`), who paid by the charge with this very id.

    `claim_id` names the one attempt that may write the result; the claim lapses at `claimed_until`, when
    its worker is presumed dead. `provider_handle` is a remote provider's name for work that it accepted.
    """

    user_id = models.UUIDField(null=True)
    event_id = models.UUIDField(null=True)
    kiosk_id = models.UUIDField(null=True)
    session_id = models.UUIDField(null=True)
    style_id = models.UUIDField()
    op_id = models.UUIDField(null=True)
    lease_id = models.UUIDField(null=True)
    price = models.PositiveIntegerField()
    photo_sha256 = models.CharField(max_length=64)
    claim_code = models.CharField(max_length=26, null=True)
    ticket = models.PositiveIntegerField(null=True)
    ticket_prefix = models.CharField(max_length=3, blank=True, db_default="")
    language = models.CharField(max_length=2, blank=True)
    consent_version = models.CharField(max_length=200, blank=True)
    consent_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    state = models.CharField(max_length=16)
    ask_for_photo_at = models.DateTimeField(null=True)
    photo_asks = models.PositiveSmallIntegerField(db_default=0)
    queued_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(db_default=0)
    not_before = models.DateTimeField(null=True)
    claim_id = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    provider = models.CharField(max_length=40, blank=True, db_default="")
    provider_model = models.CharField(max_length=200, blank=True, db_default="")
    provider_handle = models.CharField(max_length=200, blank=True, db_default="")
    last_error = models.TextField(blank=True, db_default="")

    finished_at = models.DateTimeField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    cost_micros = models.PositiveBigIntegerField(null=True)
    result_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    before_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    thumbnail_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    failure_code = models.CharField(max_length=40, blank=True, db_default="")
    failure = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in GenerationState]),
                name="generation_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(result_sha256=""), name="ready_generation_has_result"
            ),
            models.CheckConstraint(condition=_KIOSKS | _PERSONS, name="generation_is_a_kiosks_or_a_persons"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "event_id", "recorded_at"], name="generation_by_event"),
            models.Index(
                fields=["recorded_at"],
                condition=Q(state="awaiting_photo"),
                name="generation_without_photo",
            ),
            # Of the photo alone, which tells more than tenant and kiosk: every request fills it.
            models.Index(fields=["photo_sha256"], name="generation_by_photo_sha256"),
            *(
                models.Index(
                    fields=["tenant_id", f"{name}_sha256"],
                    condition=~Q(**{f"{name}_sha256": ""}),
                    name=f"generation_by_{name}",
                )
                for name in ("result", "before", "thumbnail")
            ),
            models.Index(
                fields=["tenant_id", "user_id", "recorded_at"],
                condition=Q(user_id__isnull=False),
                name="generation_by_user",
            ),
            models.Index(
                fields=["state", "claimed_until"],
                condition=Q(state__in=["queued", "running"]),
                name="generation_unfinished",
            ),
        ]

    @property
    def failed_by_its_photo(self) -> bool:
        """Whether another photo may succeed where this one did not arrive, or cannot become a picture."""
        return self.failure_code in _ABOUT_THE_PHOTO

    @property
    def holder(self) -> Holder:
        """On whose behalf its photo and its pictures are kept."""
        return Holder(self.tenant_id, self.event_id, self.kiosk_id, self.user_id)


class ClaimCode(models.Model):
    """The one request that a guest's claim code stands for, and why it was refused, if it was.

    `erased_at`: the guest erased it; if `kiosk_id` is None, before the platform knew whose it is. Then
    `sender` tells apart what came from different networks, without saying from where.

    It belongs to a tenant, but its key is the code alone: on several nodes it is distributed by the code, so
    that the code is unique on all of them and the guest's page asks one.
    """

    code = models.CharField(primary_key=True, max_length=26)
    tenant_id = models.UUIDField()
    kiosk_id = models.UUIDField(null=True)
    generation_id = models.UUIDField(null=True)
    event_id = models.UUIDField(null=True)
    ticket = models.PositiveIntegerField(null=True)
    ticket_prefix = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=2, blank=True)
    refusal = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    sender = models.CharField(max_length=32, blank=True, db_default="")

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["recorded_at"], condition=Q(kiosk_id=None), name="claim_code_unmet"),
            models.Index(
                fields=["tenant_id", "recorded_at"], condition=~Q(refusal=""), name="claim_code_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"claim code of {self.generation_id}"


class Tombstone(AutoIdRow):
    """What stays of an erased picture: its photo is not taken again.

    `id` is the generation's id, if there was one. `removed_at` None: some of its files may be left; to remove
    them is tried again at `due_at`.
    """

    kiosk_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    photo_sha256 = models.CharField(max_length=64)
    claim_code = models.CharField(max_length=26, null=True)
    erased_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "kiosk_id", "photo_sha256"], name="tombstone_of_photo"),
            models.Index(fields=["tenant_id", "claim_code"], name="tombstone_of_claim_code"),
            models.Index(fields=["due_at"], condition=Q(removed_at=None), name="tombstone_unfinished"),
        ]

    @property
    def holder(self) -> Holder:
        """On whose behalf the photo and the pictures were kept."""
        return Holder(self.tenant_id, None, self.kiosk_id, self.user_id)

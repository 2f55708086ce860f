"""Who may read which blob, and which blobs may be nobody's."""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow


class Purpose(models.TextChoices):
    """What a blob is to its holder."""

    PHOTO = "photo"
    RESULT = "result"
    BEFORE = "before"
    THUMBNAIL = "thumbnail"
    SAMPLE = "sample"
    LOGO = "logo"


class Holding(AutoIdRow):
    """One tenant's claim on one blob. A blob without holdings is swept.

    `kiosk_id` names the only kiosk that may read it, `user_id` the only person. Without either, every kiosk
    of the event may, and without an event all of the tenant.
    """

    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=16, choices=Purpose)
    event_id = models.UUIDField(null=True)
    kiosk_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    media_type = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "sha256", "purpose", "event_id", "kiosk_id", "user_id"],
                name="one_holding_per_holder",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(user_id=None) | Q(event_id=None, kiosk_id=None),
                name="persons_holding_is_no_booths",
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["sha256"], name="holding_by_blob"),
            models.Index(
                fields=["tenant_id", "user_id", "created_at"],
                condition=Q(user_id__isnull=False),
                name="holding_by_user",
            ),
        ]


class Stray(AutoIdRow):
    """A blob whose bytes may be in the store although nobody holds them; to be settled at `due_at`."""

    sha256 = models.CharField(max_length=64)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="stray_by_due_time")]  # noqa: RUF012

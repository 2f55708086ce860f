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
    AVATAR = "avatar"


class Holding(AutoIdRow):
    """One tenant's claim on one blob. A blob without holdings is swept.

    `sha256` and `size` are those of the bytes that the holder sent, and asks for. Of a photo is kept what was
    left without its passengers, under `stored_sha256`; empty: the bytes are kept as they were sent.

    `kiosk_id` names the only kiosk that may read it, `user_id` the only person. Without either, every kiosk
    of the event may, and without an event all of the tenant.
    """

    sha256 = models.CharField(max_length=64)
    stored_sha256 = models.CharField(max_length=64, blank=True, db_default="")
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
            models.Index(fields=["stored_sha256"], name="holding_by_stored_blob"),
            models.Index(
                fields=["tenant_id", "id"],
                condition=Q(purpose="photo", stored_sha256=""),
                name="holding_of_photo_as_sent",
            ),
            models.Index(
                fields=["tenant_id", "kiosk_id", "sha256"],
                condition=Q(kiosk_id__isnull=False),
                name="holding_by_kiosk",
            ),
            models.Index(
                fields=["tenant_id", "user_id", "created_at"],
                condition=Q(user_id__isnull=False),
                name="holding_by_user",
            ),
        ]

    @property
    def stored(self) -> str:
        """The name of the bytes in the store."""
        return self.stored_sha256 or self.sha256


class RefusedPhoto(AutoIdRow):
    """A photo that a kiosk sent whole and of which no picture can be made: whoever waits for it need not."""

    kiosk_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=40)
    sentence = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "kiosk_id", "sha256"], name="one_refusal_per_kiosks_photo"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="refused_photo_by_time")]  # noqa: RUF012


class Stray(AutoIdRow):
    """A blob whose bytes may be in the store although nobody holds them; to be settled at `due_at`.

    `known_as` is the name by which its last holder asked for it, if that is another one.
    """

    sha256 = models.CharField(max_length=64)
    known_as = models.CharField(max_length=64, blank=True, db_default="")
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="stray_by_due_time")]  # noqa: RUF012

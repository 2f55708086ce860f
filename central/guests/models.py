"""Guests whom their host knows by address. Nothing here is tied to pictures."""

from django.db import models

from central.base.rows import AutoIdRow


class Guest(AutoIdRow):
    """Somebody on an event's list. `digest`: of the address, by which refusals are found."""

    event_id = models.UUIDField()
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    digest = models.BinaryField(max_length=32)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "event_id", "email"], name="one_guest_per_address"),
        ]
        indexes = [models.Index(fields=["tenant_id", "event_id", "added_at"], name="guest_by_event")]  # noqa: RUF012


class Unsubscribed(models.Model):
    """An address, as a digest, to which this partner's hosts send nothing more; kept without the guest."""

    pk = models.CompositePrimaryKey("tenant_id", "digest")
    tenant_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"unsubscribed at {self.at}"

"""Counts of settled pictures: by booth and hour, by style and hour. An hour is one of UTC."""

from django.db import models

from central.base.rows import TenantRow


class Counts(models.Model):
    """How many guests' pictures settled, and their credits.

    `asked`: all of them; `made`: those that were ready, whether or not they were erased later; `failed`;
    `erased`: by their guests, made or not. `credits`: their price; `refunded`: what of it went back.
    """

    asked = models.IntegerField(default=0)
    made = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    erased = models.IntegerField(default=0)
    credits = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class SettledPicture(TenantRow):
    """A note that a picture settled, or was erased afterwards, which nobody has counted yet.

    A row for each, as one that all workers write would make them wait for each other. `hour`: in which it was
    asked for. What was refunded of it, the transfer that reverses `op_id` says.
    """

    event_id = models.UUIDField()
    kiosk_id = models.UUIDField()
    style_id = models.UUIDField()
    op_id = models.UUIDField()
    hour = models.DateTimeField()
    asked = models.SmallIntegerField()
    made = models.SmallIntegerField()
    failed = models.SmallIntegerField()
    erased = models.SmallIntegerField()
    credits = models.BigIntegerField()


class BoothHour(Counts):
    """One booth's pictures of one event and hour."""

    pk = models.CompositePrimaryKey("tenant_id", "event_id", "kiosk_id", "hour")
    tenant_id = models.UUIDField()
    event_id = models.UUIDField()
    kiosk_id = models.UUIDField()
    hour = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "hour"], name="booth_hour_by_time")]  # noqa: RUF012

    def __str__(self) -> str:
        return f"{self.made} pictures"


class StyleHour(Counts):
    """One style's pictures of one event and hour."""

    pk = models.CompositePrimaryKey("tenant_id", "event_id", "style_id", "hour")
    tenant_id = models.UUIDField()
    event_id = models.UUIDField()
    style_id = models.UUIDField()
    hour = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "hour"], name="style_hour_by_time")]  # noqa: RUF012

    def __str__(self) -> str:
        return f"{self.made} pictures"

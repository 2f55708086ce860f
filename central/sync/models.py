"""Ops and what they reported: sheets, sessions, alerts, erasures. Every key carries its tenant (C20)."""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow


class EventSaid(models.Func):
    """The event that an op's payload names, in lower case; whatever else it says. None: it names none."""

    template = """lower(substring(%(expressions)s from '"event_id": ?"([0-9a-fA-F-]{36})"'))"""
    arity = 1
    output_field = models.CharField()


class Op(AutoIdRow):
    """An op and its result, from which repetitions are answered (Y9). `id` is the op's id.

    `payload` is the JSON as it came, in ASCII: a refused op may hold what JSONB cannot.
    """

    kiosk_id = models.UUIDField()
    epoch = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    payload = models.TextField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=16)
    code = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(
                fields=["tenant_id", "recorded_at"], condition=Q(status="rejected"), name="op_rejected"
            ),
            models.Index(
                fields=["tenant_id", "kiosk_id", "recorded_at"],
                condition=Q(status="rejected"),
                name="op_rejected_by_kiosk",
            ),
            models.Index(fields=["recorded_at"], condition=Q(status="rejected"), name="op_rejected_by_time"),
            models.Index(
                EventSaid("payload"),
                "recorded_at",
                condition=Q(status="rejected"),
                name="op_rejected_by_event",
            ),
        ]


class Sheet(AutoIdRow):
    """One printed sheet. `id` is the print's id."""

    kiosk_id = models.UUIDField()
    event_id = models.UUIDField(null=True)
    session_id = models.UUIDField()
    generation_id = models.UUIDField(null=True)
    sheet = models.PositiveIntegerField()
    printer = models.CharField(max_length=200)
    printed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "event_id"], name="sheet_by_event")]  # noqa: RUF012


class GuestSession(AutoIdRow):
    """One finished guest session. `id` is the session's id."""

    kiosk_id = models.UUIDField()
    event_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    shots = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "event_id"], name="session_by_event")]  # noqa: RUF012


class Alert(AutoIdRow):
    """Something that staff should know. `id` is the op's id."""

    kiosk_id = models.UUIDField()
    event_id = models.UUIDField(null=True)
    part = models.CharField(max_length=200)
    sentence = models.TextField()
    raised_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "kiosk_id", "raised_at"], name="alert_by_kiosk")]  # noqa: RUF012


class Erasure(AutoIdRow):
    """A booth's confirmation that it erased its copies of a picture (X6). `id` is the op's id."""

    generation_id = models.UUIDField()
    kiosk_id = models.UUIDField()
    erased_at = models.DateTimeField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "generation_id", "kiosk_id"], name="one_erasure_per_booth"
            ),
        ]

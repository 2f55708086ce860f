"""Booths, their pairing codes, configs and remote commands. Every key carries its tenant (C20)."""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow


class Kiosk(AutoIdRow):
    """One booth PC. `epoch` grows with each enrolment; ops of an older one are refused (Y11).

    `ack_seq`: every op up to it is settled; `settled_ahead`: the settled ones beyond a gap.
    """

    name = models.CharField(max_length=200)
    event_id = models.UUIDField(null=True)
    epoch = models.PositiveIntegerField(default=1)
    token_hash = models.BinaryField(max_length=32)
    ack_seq = models.PositiveBigIntegerField(default=0)
    settled_ahead = models.JSONField(default=list)
    enrolled_at = models.DateTimeField(auto_now_add=True)
    hardware = models.JSONField(default=dict)
    app_version = models.CharField(max_length=200, blank=True)
    last_seen_at = models.DateTimeField(null=True)
    health = models.JSONField(default=dict)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="one_kiosk_per_token"),
        ]
        indexes = [models.Index(fields=["tenant_id", "event_id"], name="kiosk_by_event")]  # noqa: RUF012


class PairingCode(AutoIdRow):
    """A one-time code that makes a booth a kiosk; with `kiosk_id`, that kiosk once more (Y1)."""

    code = models.CharField(max_length=8)
    kiosk_id = models.UUIDField(null=True)
    event_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["code"], condition=Q(used_at=None), name="pairing_by_code"),
        ]


class Snapshot(AutoIdRow):
    """A config as it was given to a kiosk: body and signature byte for byte, and the prices it promised."""

    kiosk_id = models.UUIDField()
    event_id = models.UUIDField(null=True)
    version = models.CharField(max_length=64)
    body = models.BinaryField()
    signature = models.CharField(max_length=200)
    prices = models.JSONField(default=dict)
    issued_at = models.DateTimeField()

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "kiosk_id", "issued_at"], name="snapshot_by_kiosk"),
        ]


class TicketPrefix(AutoIdRow):
    """The letters before the ticket numbers of one enrolment of a kiosk at one event; no other has them."""

    event_id = models.UUIDField()
    kiosk_id = models.UUIDField()
    epoch = models.PositiveIntegerField()
    prefix = models.CharField(max_length=3)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "event_id", "prefix"], name="one_booth_per_prefix"),
            models.UniqueConstraint(
                fields=["tenant_id", "event_id", "kiosk_id", "epoch"], name="one_prefix_per_enrolment"
            ),
        ]


class RemoteCommand(AutoIdRow):
    """Something that the platform asks of a booth (Y7), until the booth reports it done."""

    kiosk_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    given_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "kiosk_id"], condition=Q(done_at=None), name="command_waiting"),
        ]

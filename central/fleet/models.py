"""Booths, their pairing codes, configs and remote commands. Every key carries its tenant (C20)."""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow
from central.tenants.subjects import Subject, SubjectKind


class Kiosk(AutoIdRow):
    """One booth PC. `epoch` grows with each enrolment; ops of an older one are refused (Y11).

    `ack_seq`: every op up to it is settled; `settled_ahead`: the settled ones beyond a gap.
    `health`: the last heartbeat, when it came, and of each part since when it is so.
    `retired_at`: out of service: no token opens it, until it is enrolled again.
    `silence_due_at`: when somebody looks whether it is silent; None: after its next heartbeat, or when its
    event goes live.
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
    retired_at = models.DateTimeField(null=True)
    silence_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="one_kiosk_per_token"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "event_id"], name="kiosk_by_event"),
            models.Index(fields=["tenant_id", "enrolled_at"], name="kiosk_by_tenant"),
            models.Index(fields=["enrolled_at"], name="kiosk_by_time"),
            models.Index(
                fields=["silence_due_at"],
                condition=Q(silence_due_at__isnull=False),
                name="kiosk_by_silence_due",
            ),
        ]

    @property
    def subject(self) -> Subject:
        """The kiosk as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.KIOSK, self.id)


class Happening(models.TextChoices):
    """What the history of a kiosk tells."""

    ENROLLED = "enrolled"
    RENAMED = "renamed"
    ASSIGNED = "assigned"
    RETIRED = "retired"
    SILENT = "silent"
    COMMAND_GIVEN = "command_given"
    COMMAND_ANSWERED = "command_answered"


class HistoryEntry(AutoIdRow):
    """One thing that happened to a kiosk, for the people who look after it; never changed.

    `subject_id`: the event that it was assigned to, or the command. `since`: when a silence began that ended
    at `at`.
    """

    kiosk_id = models.UUIDField()
    what = models.CharField(max_length=20, choices=Happening)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    subject_id = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "kiosk_id", "at"], name="history_by_kiosk")]  # noqa: RUF012


class HealthSample(AutoIdRow):
    """How a kiosk was in five minutes that begin `at` (`fleet.health_history`); kept for a week.

    `worst`: 0 well, 1 something wants attention, 2 something failed; `wrong`: the parts that do, by name.
    """

    kiosk_id = models.UUIDField()
    at = models.DateTimeField()
    worst = models.PositiveSmallIntegerField()
    wrong = models.CharField(max_length=200, blank=True)
    queue_depth = models.PositiveIntegerField()
    oldest_op_seconds = models.PositiveIntegerField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "kiosk_id", "at"], name="one_sample_per_five_minutes"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="health_sample_by_time")]  # noqa: RUF012


class PairingCode(AutoIdRow):
    """A one-time code that makes a booth a kiosk; with `kiosk_id`, that kiosk once more (Y1).

    `enrolled_kiosk_id`: the kiosk that used it. `created_by`: the actor who asked for it; `withdrawn_by`: who
    ended it before anybody used it.
    """

    code = models.CharField(max_length=8)
    kiosk_id = models.UUIDField(null=True)
    event_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    enrolled_kiosk_id = models.UUIDField(null=True)
    created_by = models.CharField(max_length=80, blank=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "expires_at"], name="pairing_by_expiry"),
            models.Index(fields=["code"], condition=Q(used_at=None), name="pairing_by_code"),
        ]

    @property
    def subject(self) -> Subject:
        """The code as the audit log names it; what it is, no log says."""
        return Subject(self.tenant_id, SubjectKind.PAIRING_CODE, self.id)


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
    """Something that the platform asks of a booth (Y7), and what became of it.

    `sent_at`: when a booth was first told. `done_at`, `outcome`: when it was answered, and how.
    After `expires_at` no booth is told any more, but an answer still counts.
    """

    kiosk_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    arguments = models.JSONField(default=dict)
    given_by = models.CharField(max_length=80, blank=True)
    given_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    sentence = models.TextField(blank=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "kiosk_id", "given_at"], name="command_by_kiosk"),
            models.Index(fields=["tenant_id", "kiosk_id"], condition=Q(done_at=None), name="command_waiting"),
        ]

"""Guests whom their host knows by address. Nothing here is tied to pictures."""

from django.db import models
from django.db.models import Q

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


class Bounced(models.Model):
    """An address, as a digest, at which this partner's hosts reach nobody."""

    pk = models.CompositePrimaryKey("tenant_id", "digest")
    tenant_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"bounced at {self.at}"


class MailState(models.TextChoices):
    """How far a mail to guests is. `sent`: each guest has a letter, and those are on their way."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENT = "sent"
    CANCELLED = "cancelled"


class GuestMail(AutoIdRow):
    """What somebody writes to the guests of an event, with places for what differs between them.

    `language`: of the words around it. `author_id`: who wrote it; `reply_to`: where answers go, theirs.
    `send_at`: when it goes out; whoever is on the list by then is written to. `why`: why it was cancelled, if
    nobody did it by hand.
    """

    event_id = models.UUIDField()
    subject = models.CharField(max_length=150)
    body = models.TextField()
    language = models.CharField(max_length=8)
    author_id = models.UUIDField()
    reply_to = models.EmailField()
    state = models.CharField(max_length=12, choices=MailState, default=MailState.DRAFT)
    why = models.CharField(max_length=40, blank=True)
    send_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "event_id", "made_at"], name="guest_mail_by_event"),
            models.Index(fields=["tenant_id", "send_at"], name="guest_mail_by_moment"),
            models.Index(fields=["send_at"], condition=Q(state="scheduled"), name="guest_mail_due"),
        ]


class LetterState(models.TextChoices):
    """What became of a guest's letter.

    `sending`: it is being handed to the mail server, or whoever did so was killed. `unknown`: it may have
    been taken, so nobody sends it again by themselves. `refused`: the server did not take it. `bounced`: it
    came back. `unreachable`: not tried, as earlier ones bounced. `gone`: the guest was taken off the list.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    BOUNCED = "bounced"
    UNREACHABLE = "unreachable"
    UNSUBSCRIBED = "unsubscribed"
    GONE = "gone"
    CANCELLED = "cancelled"


class GuestLetter(AutoIdRow):
    """A mail on its way to one guest; without a guest, to its author, who wants to see it first.

    It has no address of its own: whoever is forgotten is forgotten here, too. `next_at`: when it is tried
    next; while it is being tried, when another worker may look after it.
    """

    mail_id = models.UUIDField()
    event_id = models.UUIDField()
    guest_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "mail_id", "guest_id"], name="one_letter_per_guest"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(
                fields=["state", "next_at"],
                condition=Q(state__in=("waiting", "sending")),
                name="guest_letter_due",
            ),
            models.Index(
                fields=["tenant_id", "next_at"], condition=Q(state="waiting"), name="guest_letter_by_partner"
            ),
            models.Index(fields=["tenant_id", "event_id", "guest_id"], name="guest_letter_by_guest"),
        ]

"""Notices, who has which on their bell, what is still to be delivered, and what people chose."""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow
from central.notices.kinds import Channel, NoticeKind

MOST_ENDPOINT = 1000
"""Characters of a push service's address; the known ones have a few hundred."""


class Notice(AutoIdRow):
    """Something that happened, for the people of one role of one tenant; `client_id`: of one client.

    `key` makes it once. `actor`: who did it, who need not be told. `facts`: what its words are made of.
    `at`: when it happened. `until`: after that it is not worth a message any more. `spread_at`: when its
    readers were found.
    """

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=24, choices=NoticeKind)
    role = models.CharField(max_length=16)
    client_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    until = models.DateTimeField()
    told_at = models.DateTimeField(auto_now_add=True)
    spread_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "key"], name="one_notice_per_key"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["told_at"], condition=Q(spread_at=None), name="notice_to_spread"),
            models.Index(fields=["told_at"], name="notice_told_by_time"),
        ]


class BellEntry(AutoIdRow):
    """A notice on one person's bell, until they have read it."""

    notice_id = models.UUIDField()
    user_id = models.UUIDField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "notice_id", "user_id"], name="one_bell_entry_per_reader"
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "user_id", "at"], name="bell_by_reader"),
            models.Index(fields=["tenant_id", "user_id"], condition=Q(read_at=None), name="bell_unread"),
            models.Index(fields=["at"], name="bell_by_time"),
        ]


class DeliveryState(models.TextChoices):
    """What became of a message.

    `late`: its moment passed before it could be sent. `void`: its reader is gone, or its browser is.
    """

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    LATE = "late"
    VOID = "void"


class Delivery(AutoIdRow):
    """A notice on its way to one person by e-mail, or to one of their browsers (`subscription_id`).

    `next_at`: when it is tried next; while it is being tried, when another worker may take it over.
    """

    notice_id = models.UUIDField()
    user_id = models.UUIDField()
    subscription_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "notice_id", "user_id", "channel", "subscription_id"],
                nulls_distinct=False,
                name="one_delivery_per_way",
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["channel", "next_at"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["tenant_id", "user_id", "notice_id"], name="delivery_by_reader"),
            models.Index(fields=["done_at"], name="delivery_by_time"),
        ]


class Preference(AutoIdRow):
    """Whether a person wants one kind of notice by one channel. Without one, `kinds.RULES` says so."""

    user_id = models.UUIDField()
    kind = models.CharField(max_length=24, choices=NoticeKind)
    channel = models.CharField(max_length=8, choices=Channel)
    wanted = models.BooleanField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "user_id", "kind", "channel"], name="one_preference_per_way"
            ),
        ]


class Subscription(AutoIdRow):
    """A browser that a person wants to be told in: its push service's address, and the keys that it made.

    `digest` is the SHA-256 of the address. `label` names the browser to its owner.
    """

    user_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    endpoint = models.CharField(max_length=MOST_ENDPOINT)
    public_key = models.BinaryField(max_length=65)
    auth = models.BinaryField(max_length=16)
    label = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "digest"], name="one_subscription_per_browser"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "user_id", "made_at"], name="subscription_by_person"),
            models.Index(fields=["digest"], name="subscription_by_browser"),
        ]


class Crossing(AutoIdRow):
    """A number is beyond its threshold, and its owner was told; gone once it is not any more."""

    kind = models.CharField(max_length=24, choices=NoticeKind)
    subject_id = models.UUIDField()
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "kind", "subject_id"], name="one_crossing_at_a_time"
            ),
        ]

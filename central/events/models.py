"""The event as its owners describe it. Its credits are in the ledger, never here."""

from datetime import UTC, datetime
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from central.base.rows import AutoIdRow
from central.events.bounds import LONGEST_GREETING, LONGEST_NAME, MOST_PHOTO_PRICE
from central.tenants.branding import Branded
from central.tenants.subjects import Subject, SubjectKind
from contract.config import EventState, Localized, Orientation, PrintLayout

DECIDED_STATES = (EventState.DRAFT, EventState.LIVE, EventState.PAUSED, EventState.ENDED)
"""The states that people decide on; scheduled, ended by date and exhausted follow (`events.states`)."""


NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When something is due that is not due before somebody changes the event."""


class GalleryPrivacy(models.TextChoices):
    """Who sees the event's gallery: those who run it, or whoever has its address."""

    PRIVATE = "private"
    LINK = "link"


def default_layouts() -> list[str]:
    """Both layouts."""
    return [PrintLayout.SINGLE.value, PrintLayout.STRIP.value]


def default_orientations() -> list[str]:
    """Both orientations."""
    return [Orientation.PORTRAIT.value, Orientation.LANDSCAPE.value]


class Event(AutoIdRow, Branded):
    """A party. `decided` is the last decision about its state; `photo_price` None: each style's own (C1).

    `photo_price_percent`: the share of a style's own price below which `photo_price` does not go, as the
    tariff said when the event was created.

    `staff_pin_hash`: of the event's own staff PIN; empty: its partner's holds.

    `announced`: the state that its booths were told last. `state_due_at`: when it may be another one by
    itself; `leftovers_due_at`: when what its pool has left goes back to its owner; `ending_due_at`: when its
    owner is reminded that it ends. A trigger sets them when the event is made and whenever its dates or the
    decision change.
    """

    client_id = models.UUIDField(null=True)
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=LONGEST_NAME)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=80)
    decided = models.CharField(max_length=16, default=EventState.DRAFT)
    decided_at = models.DateTimeField(default=timezone.now)
    announced = models.CharField(max_length=16, default=EventState.DRAFT)
    state_due_at = models.DateTimeField(null=True)
    leftovers_due_at = models.DateTimeField(null=True)
    ending_due_at = models.DateTimeField(null=True)
    photo_price = models.PositiveIntegerField(null=True)
    photo_price_percent = models.PositiveSmallIntegerField(default=0)
    refund_on_failure = models.BooleanField(default=False)
    welcome_es = models.CharField(max_length=LONGEST_GREETING, blank=True)
    welcome_en = models.CharField(max_length=LONGEST_GREETING, blank=True)
    welcome_pt = models.CharField(max_length=LONGEST_GREETING, blank=True)
    layouts = models.JSONField(default=default_layouts)
    orientations = models.JSONField(
        default=default_orientations, db_default=models.Value(default_orientations(), models.JSONField())
    )
    """Of a single portrait; guests begin with the first."""
    copies_limit = models.PositiveSmallIntegerField(default=2)
    gallery_privacy = models.CharField(
        max_length=16,
        choices=GalleryPrivacy,
        default=GalleryPrivacy.PRIVATE,
        db_default=GalleryPrivacy.PRIVATE,
    )
    staff_pin_hash = models.CharField(max_length=200, blank=True, db_default="")
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "slug"], name="one_event_per_slug"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(decided__in=[state.value for state in DECIDED_STATES]), name="event_state_decided"
            ),
            models.CheckConstraint(
                condition=Q(photo_price=None) | Q(photo_price__lte=MOST_PHOTO_PRICE),
                name="event_price_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(photo_price_percent__lte=100), name="event_price_percent_within_bounds"
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["decided", "ends_at"], name="event_by_state"),
            models.Index(fields=["state_due_at"], name="event_by_state_due"),
            models.Index(fields=["leftovers_due_at"], name="event_by_leftovers_due"),
            models.Index(fields=["ending_due_at"], name="event_by_ending_due"),
            models.Index(fields=["created_at"], name="event_by_time"),
            models.Index(fields=["tenant_id", "created_at"], name="event_by_tenant"),
            models.Index(fields=["tenant_id", "client_id", "created_at"], name="event_by_client"),
        ]

    @property
    def subject(self) -> Subject:
        """The event as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.EVENT, self.id, self.client_id)

    @property
    def welcome(self) -> Localized:
        """The greeting on the attract screen; without one, the event's name."""
        return Localized(es=self.welcome_es or self.name, en=self.welcome_en, pt=self.welcome_pt)


class EventTemplate(AutoIdRow):
    """How events of one owner are described, under a name: of a client, or of the partner itself (None).

    `described`: fields of an event (`operations.event_templates`), what it offers, and how long it lasts.
    """

    client_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    described = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "client_id", "created_at"], name="event_template_by_owner"),
        ]

    @property
    def subject(self) -> Subject:
        """The template as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.EVENT_TEMPLATE, self.id, self.client_id)

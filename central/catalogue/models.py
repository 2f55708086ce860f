"""Packs, styles, who may use them, and which of them an event offers.

Packs and styles are reference data, read with the rows of every tenant; every key carries its tenant (C20).
"""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow, TenantRow
from central.tenants.subjects import Subject, SubjectKind
from contract.config import Localized


class Named(AutoIdRow):
    """A thing with an address word and a name in the booth's three languages."""

    slug = models.SlugField(max_length=80)
    name_es = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_pt = models.CharField(max_length=200, blank=True)
    premium = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def name(self) -> Localized:
        """The name as it travels to the booth."""
        return Localized(es=self.name_es, en=self.name_en, pt=self.name_pt)


class Pack(Named):
    """A named collection of styles, in gallery order: the platform's, or a partner's own.

    The platform's are used by those partners that were granted them, and by users if it is `for_users`.
    """

    for_users = models.BooleanField(default=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "slug"], name="one_pack_per_slug"),
        ]

    @property
    def subject(self) -> Subject:
        """The pack as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.PACK, self.id)


class Style(Named):
    """One look of a picture.

    `look` is the effect that the booth can make by itself; `provider` and `provider_model` say who makes
    the picture on the platform. `price` in credits; None: the tariff's `generation_price` (C1).
    """

    pack_id = models.UUIDField()
    look = models.SlugField(max_length=80)
    provider = models.CharField(max_length=40, default="looks")
    provider_model = models.CharField(max_length=200, blank=True)
    prompt = models.TextField(blank=True)
    price = models.PositiveIntegerField(null=True)
    needs_internet = models.BooleanField(default=True)
    sample_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "slug"], name="one_style_per_slug"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__lte=1_000_000), name="style_price_within_bounds"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "pack_id", "position"], name="style_by_pack")]  # noqa: RUF012

    @property
    def subject(self) -> Subject:
        """The style as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.STYLE, self.id)


class FormerStyle(TenantRow):
    """The id that a style had while partners had copies: what a booth asked for by it is `style_id`."""

    style_id = models.UUIDField()


_PACK_OR_STYLE = Q(pack_id=None, style_id__isnull=False) | Q(pack_id__isnull=False, style_id=None)


class Grant(AutoIdRow):
    """A partner may use a pack of the platform; or one of its clients a pack or a style of these (M4, L2).

    A client without grants may use all that its partner may.
    """

    client_id = models.UUIDField(null=True)
    pack_id = models.UUIDField(null=True)
    style_id = models.UUIDField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "client_id", "pack_id", "style_id"],
                name="one_grant_per_thing",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=_PACK_OR_STYLE, name="grant_is_of_a_pack_or_a_style"),
            models.CheckConstraint(
                condition=Q(client_id__isnull=False) | Q(pack_id__isnull=False),
                name="partners_are_granted_packs",
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["pack_id"], condition=Q(client_id=None), name="grant_by_pack"),
        ]


class Offer(AutoIdRow):
    """An event offers a whole pack, or one style. Without offers it offers all that its owner may use."""

    event_id = models.UUIDField()
    pack_id = models.UUIDField(null=True)
    style_id = models.UUIDField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "event_id", "pack_id", "style_id"],
                name="one_offer_per_thing",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=_PACK_OR_STYLE,
                name="offer_is_a_pack_or_a_style",
            ),
        ]


class Unlock(TenantRow):
    """A premium pack that a user paid for once and keeps (C4). `id` is also its transfer's."""

    user_id = models.UUIDField()
    pack_id = models.UUIDField()
    price = models.PositiveIntegerField()
    unlocked_at = models.DateTimeField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["tenant_id", "user_id", "pack_id"], name="one_unlock_per_person_and_pack"
            ),
        ]


class FavouriteStyle(models.Model):
    """A style that an owner of events likes: a client by its id, or the partner itself by its own."""

    pk = models.CompositePrimaryKey("tenant_id", "owner_id", "style_id")
    tenant_id = models.UUIDField()
    owner_id = models.UUIDField()
    style_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"favourite style {self.style_id}"

"""Organisations and people.

`Tenant` and `User` are reference data: they are looked up before the tenant is known, so their keys are
unique across tenants. Every other table of the platform carries its tenant in each unique key (C20).
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from central.base.rows import AutoIdRow, TenantRow
from central.server.hashing import is_password
from central.tenants.branding import Branded
from central.tenants.subjects import Subject, SubjectKind
from contract.ids import new_id

PLATFORM_ID = UUID("01900000-0000-7000-8000-000000000001")
"""The platform's own tenant: of its masters, its B2C users, and of all platform-wide rows."""


class TenantKind(models.TextChoices):
    """The platform itself, or one of its partners."""

    PLATFORM = "platform"
    PARTNER = "partner"


class PartnerType(models.TextChoices):
    """What a partner's business with the platform rests on: usual purchases, or a contract of its own."""

    STANDARD = "standard"
    ENTERPRISE = "enterprise"


class Standing(models.TextChoices):
    """Whether a partner is in business. Deletion is final."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class Tenant(Branded):
    """A partner, or the platform itself. Inactive (C16): nothing new is spent under it; deletion is final.

    A deleted partner keeps its names, but its `slug` is free for others.
    `wholesale_percent`: what it pays of the retail price per credit (C3); None: the tariff's. `notes`: what
    masters write down about it, such as its contract; nobody else reads them.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=16, choices=TenantKind)
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    company = models.CharField(max_length=200, blank=True, db_default="")
    type = models.CharField(max_length=16, choices=PartnerType, db_default=PartnerType.STANDARD)
    notes = models.TextField(blank=True, db_default="")
    active = models.BooleanField(default=True)
    staff_pin_hash = models.CharField(max_length=200)
    wholesale_percent = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="one_tenant_per_slug"
            ),
            models.CheckConstraint(
                condition=Q(wholesale_percent=None) | Q(wholesale_percent__range=(1, 100)),
                name="wholesale_percent_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(active=False), name="deleted_tenant_is_inactive"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="tenant_by_time")]  # noqa: RUF012

    def __str__(self) -> str:
        return self.slug

    @property
    def subject(self) -> Subject:
        """The partner, or the platform, as the audit log names it."""
        kind = SubjectKind.PARTNER if self.kind == TenantKind.PARTNER else SubjectKind.PLATFORM
        return Subject(self.id, kind, self.id)

    @property
    def standing(self) -> Standing:
        """Whether it is in business."""
        if self.deleted_at is not None:
            return Standing.DELETED
        return Standing.ACTIVE if self.active else Standing.INACTIVE


class TariffChange(models.Model):
    """The platform's numbers from a moment on (`tenants.tariff`): the one with the highest `number` holds.

    Of the platform's tenant. The database refuses to change or delete it.
    """

    pk = models.CompositePrimaryKey("tenant_id", "number")
    tenant_id = models.UUIDField()
    number = models.PositiveIntegerField()
    actor = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)
    numbers = models.JSONField()

    def __str__(self) -> str:
        return f"tariff {self.number}"


class Client(AutoIdRow, Branded):
    """A host: a customer of a partner, with a balance of its own."""

    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "slug"], name="one_client_per_slug"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["created_at"], name="client_by_time"),
            models.Index(fields=["tenant_id", "created_at"], name="client_by_tenant"),
        ]

    @property
    def subject(self) -> Subject:
        """The client as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.CLIENT, self.id, self.id)


class Role(models.TextChoices):
    """What a person may do."""

    MASTER = "master"
    PARTNER = "partner"
    CLIENT = "client"
    USER = "user"


class TeamRole(models.TextChoices):
    """What one of a partner's own people may do (`tenants.team`), from most to least."""

    OWNER = "owner"
    OPERATOR = "operator"
    READER = "reader"


class People(BaseUserManager["User"]):
    """Finds and makes users; e-mail addresses are compared without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this e-mail address."""
        return self.get(email__iexact=username or "")

    def enrol(self, email: str, hashed: str | None, **fields: object) -> "User":
        """Make a user from the hash of their password; without one they cannot log in yet."""
        return self.create(email=email.lower(), password=hashed or make_password(None), **fields)


class User(AbstractBaseUser):
    """A person who logs in on the web. `client_id` names the host that a `client` belongs to.

    `team_role`: of a partner's own people, what they may do; it says nothing of others.
    `language`: in which their mail is written, once they have chosen one (`settings.LANGUAGES`).
    `former_email`: the address of one whose partner was deleted; it is free for others.
    Nothing is written here when they log in: users are reference data, whose writes need every node.
    """

    last_login = None

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    client_id = models.UUIDField(null=True, blank=True)
    email = models.EmailField(unique=True)
    former_email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True, db_default="")
    avatar_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    role = models.CharField(max_length=16, choices=Role)
    team_role = models.CharField(
        max_length=16, choices=TeamRole, default=TeamRole.OWNER, db_default=TeamRole.OWNER
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(Lower("email"), name="one_user_per_email"),
            models.CheckConstraint(
                condition=~Q(role="client") | Q(client_id__isnull=False), name="host_user_has_client"
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "role"], name="user_by_tenant"),
            models.Index(fields=["tenant_id", "created_at"], name="user_by_tenant_and_time"),
            models.Index(fields=["created_at"], name="user_by_time"),
        ]

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is their password: in its turn, as all hashing is. Raises HashingBusy."""
        return is_password(raw_password or "", self.password)[0]

    @property
    def actor(self) -> str:
        """The person as the ledger and the audit log name them."""
        return f"user:{self.id}"

    @property
    def subject(self) -> Subject:
        """The person, as somebody to whom something is done."""
        return Subject(self.tenant_id, SubjectKind.PERSON, self.id, self.client_id)


class Login(AutoIdRow):
    """A person's bearer token, kept only as a hash.

    `address`, `agent`: from where and with which browser it was opened, of logins on pages.
    """

    user_id = models.UUIDField()
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    address = models.CharField(max_length=80, blank=True, db_default="")
    agent = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="one_login_per_token"),
        ]
        indexes = [models.Index(fields=["tenant_id", "user_id"], name="login_by_user")]  # noqa: RUF012


class PasswordLink(AutoIdRow):
    """A way to set one's password, once; its token is kept only as a hash."""

    user_id = models.UUIDField()
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="one_password_link_per_token"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "user_id"], name="password_link_by_user"),
            models.Index(fields=["expires_at"], name="password_link_by_time"),
        ]


class Invitation(AutoIdRow):
    """Somebody was asked to join a partner's team; the token of the link is kept only as a hash.

    The hash is empty until the link is mailed.
    """

    email = models.EmailField()
    team_role = models.CharField(max_length=16, choices=TeamRole)
    invited_by = models.UUIDField()
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "email"], name="one_invitation_per_address"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "token_hash"], name="invitation_by_token"),
            models.Index(fields=["expires_at"], name="invitation_by_time"),
        ]

    @property
    def subject(self) -> Subject:
        """The invitation as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.INVITATION, self.id)


class Domain(models.Model):
    """A partner's own domain (`tenants.domains`); read by its name, before its tenant is known.

    `token`: what its record has to say. `proven_at`: since when it is served; `missing_since`: since when the
    record is not there; `looked_at`, `due_at`: when name servers were asked, and when they are asked again.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    name = models.CharField(max_length=253)
    token = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    proven_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id"], name="one_domain_per_partner"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(proven_at__isnull=False), name="one_partner_per_domain"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="domain_by_due")]  # noqa: RUF012

    def __str__(self) -> str:
        return self.name


class FailedAttempt(TenantRow):
    """A guess that failed, or is still being checked (`tenants.attempts`); of the platform's tenant."""

    key = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "key", "at"], name="failed_attempt_by_key"),
            models.Index(fields=["tenant_id", "at"], name="failed_attempt_by_time"),
        ]


class KnownAddress(AutoIdRow):
    """From where somebody has logged in (`tenants.known_addresses`); of the platform's tenant."""

    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "digest"], name="one_known_address_per_digest"),
        ]
        indexes = [models.Index(fields=["tenant_id", "at"], name="known_address_by_time")]  # noqa: RUF012


class AuditKind(StrEnum):
    """What people do to what belongs to a tenant (`tenants.audit_log`)."""

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"
    ACTIVATED = "activated"
    DEACTIVATED = "deactivated"
    BRAND_EDITED = "brand_edited"
    STAFF_PIN_SET = "staff_pin_set"
    ORDERED = "ordered"
    SAMPLE_SET = "sample_set"
    STATE_SET = "state_set"
    CLOSED = "closed"
    TOPPED_UP = "topped_up"
    CORRECTED = "corrected"
    ALLOCATED = "allocated"
    TAKEN_BACK = "taken_back"
    APPROVED = "approved"
    DECLINED = "declined"
    UNLOCKED = "unlocked"
    RECLAIMED = "reclaimed"
    WRITTEN_OFF = "written_off"
    RETRIED = "retried"
    WITHDRAWN = "withdrawn"
    ENROLLED = "enrolled"
    ASSIGNED = "assigned"
    RETIRED = "retired"
    COMMAND_GIVEN = "command_given"
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    LOGIN_ENDED = "login_ended"
    LOGINS_ENDED = "logins_ended"
    LOGIN_CLOSED = "login_closed"
    LOGIN_REOPENED = "login_reopened"
    PASSWORD_LINK = "password_link"  # noqa: S105 - an action
    PASSWORD_SET = "password_set"  # noqa: S105 - an action
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an action
    PASSWORD_RESET = "password_reset"  # noqa: S105 - an action
    MASTER_RECOVERED = "master_recovered"
    LOOK_BEGUN = "look_begun"
    LOOK_ENDED = "look_ended"
    DEMO_DATA_ADDED = "demo_data_added"
    DATABASE_RESTORED = "database_restored"
    DATABASE_UPGRADED = "database_upgraded"
    DATABASE_DISTRIBUTED = "database_distributed"


class AuditEntry(TenantRow):
    """What somebody did, to what, when, from where. Append-only: the database refuses to change or delete it.

    `client_id`: whose people may read it, too. `changes`: of each field that is another than it was, what it
    was and what it is; null of what is not to be read. `credits`: that moved, by the ledger's `transfer_id`.
    `origin`, `address`, `request_id`: see `server.origins`.
    `detailed` false: its note, changes and address are forgotten (`audit_log.forget_details`).
    """

    what = models.CharField(max_length=32)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    credits = models.BigIntegerField(default=0)
    client_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=16, db_default="")
    subject_id = models.UUIDField(null=True)
    changes = models.JSONField(default=dict, db_default={})
    transfer_id = models.UUIDField(null=True)
    origin = models.CharField(max_length=16, blank=True, db_default="")
    address = models.CharField(max_length=80, blank=True, db_default="")
    request_id = models.CharField(max_length=32, blank=True, db_default="")
    detailed = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "at"], name="audit_entry_by_time"),
            models.Index(fields=["at"], name="audit_entry_of_all_by_time"),
            models.Index(fields=["tenant_id", "client_id", "at"], name="audit_entry_by_client"),
            models.Index(fields=["actor", "at"], name="audit_entry_by_actor"),
            models.Index(fields=["subject_id", "at"], name="audit_entry_by_subject"),
            models.Index(fields=["at"], condition=Q(detailed=True), name="audit_entry_detailed"),
        ]


class RequestState(models.TextChoices):
    """A request is answered once."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


class CreditRequest(TenantRow):
    """A client asks its partner for credits (L4). `granted` may be another amount than was asked for."""

    client_id = models.UUIDField()
    credits = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=RequestState, default=RequestState.OPEN)
    granted = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.CheckConstraint(condition=Q(credits__gt=0), name="request_asks_for_something"),
            models.CheckConstraint(
                condition=Q(state="approved", granted__gt=0) | ~Q(state="approved") & Q(granted=None),
                name="approved_request_is_granted",
            ),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["tenant_id", "client_id", "asked_at"], name="request_by_client"),
            models.Index(fields=["tenant_id", "state", "asked_at"], name="request_by_state"),
            models.Index(fields=["tenant_id", "asked_at"], name="request_by_tenant"),
            models.Index(fields=["asked_at"], name="request_by_time"),
        ]

    @property
    def subject(self) -> Subject:
        """The request as the audit log names it."""
        return Subject(self.tenant_id, SubjectKind.CREDIT_REQUEST, self.id, self.client_id)

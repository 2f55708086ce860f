import django.core.validators
import django.db.models.functions.text
from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="TariffChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("numbers", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=contract.ids.new_id, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("client_id", models.UUIDField(blank=True, null=True)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(blank=True, max_length=200)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("master", "Master"),
                            ("partner", "Partner"),
                            ("client", "Client"),
                            ("user", "User"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "role"], name="user_by_tenant")],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="one_user_per_email"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "client"), _negated=True),
                            ("client_id__isnull", False),
                            _connector="OR",
                        ),
                        name="host_user_has_client",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("deactivated", "Deactivated"),
                            ("activated", "Activated"),
                            ("deleted", "Deleted"),
                        ],
                        max_length=16,
                    ),
                ),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("credits", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "at"], name="audit_entry_by_time")],
            },
        ),
        migrations.CreateModel(
            name="Client",
            fields=[
                ("display_name", models.CharField(blank=True, max_length=200)),
                (
                    "primary_color",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[django.core.validators.RegexValidator("^#[0-9a-fA-F]{6}$")],
                    ),
                ),
                (
                    "corner_radius",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(64)]
                    ),
                ),
                ("logo_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("slug", models.SlugField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["created_at"], name="client_by_time"),
                    models.Index(fields=["tenant_id", "created_at"], name="client_by_tenant"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "slug"), name="one_client_per_slug")
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditRequest",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("client_id", models.UUIDField()),
                ("credits", models.PositiveIntegerField()),
                ("note", models.TextField(blank=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("approved", "Approved"), ("declined", "Declined")],
                        default="open",
                        max_length=16,
                    ),
                ),
                ("granted", models.PositiveIntegerField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "client_id", "asked_at"], name="request_by_client"),
                    models.Index(fields=["tenant_id", "state", "asked_at"], name="request_by_state"),
                    models.Index(fields=["tenant_id", "asked_at"], name="request_by_tenant"),
                    models.Index(fields=["asked_at"], name="request_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("credits__gt", 0)), name="request_asks_for_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted__gt", 0), ("state", "approved")),
                            models.Q(models.Q(("state", "approved"), _negated=True), ("granted", None)),
                            _connector="OR",
                        ),
                        name="approved_request_is_granted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FailedAttempt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("key", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "key", "at"], name="failed_attempt_by_key"),
                    models.Index(fields=["tenant_id", "at"], name="failed_attempt_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Login",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("user_id", models.UUIDField()),
                ("token_hash", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "user_id"], name="login_by_user")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "token_hash"), name="one_login_per_token")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("display_name", models.CharField(blank=True, max_length=200)),
                (
                    "primary_color",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[django.core.validators.RegexValidator("^#[0-9a-fA-F]{6}$")],
                    ),
                ),
                (
                    "corner_radius",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(64)]
                    ),
                ),
                ("logo_sha256", models.CharField(blank=True, max_length=64)),
                ("id", models.UUIDField(default=contract.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("platform", "Platform"), ("partner", "Partner")], max_length=16
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("active", models.BooleanField(default=True)),
                ("staff_pin_hash", models.CharField(max_length=200)),
                ("wholesale_percent", models.PositiveSmallIntegerField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("deleted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="tenant_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wholesale_percent", None),
                            ("wholesale_percent__range", (1, 100)),
                            _connector="OR",
                        ),
                        name="wholesale_percent_within_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deleted_at", None), ("active", False), _connector="OR"),
                        name="deleted_tenant_is_inactive",
                    ),
                ],
            },
        ),
    ]

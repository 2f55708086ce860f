import django.core.validators
import django.utils.timezone
from django.db import migrations, models

import central.events.models
import contract.config
import contract.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
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
                ("client_id", models.UUIDField(null=True)),
                ("slug", models.SlugField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("time_zone", models.CharField(max_length=80)),
                ("decided", models.CharField(default=contract.config.EventState["DRAFT"], max_length=16)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("announced", models.CharField(default=contract.config.EventState["DRAFT"], max_length=16)),
                ("photo_price", models.PositiveIntegerField(null=True)),
                ("refund_on_failure", models.BooleanField(default=False)),
                ("welcome_es", models.CharField(blank=True, max_length=500)),
                ("welcome_en", models.CharField(blank=True, max_length=500)),
                ("welcome_pt", models.CharField(blank=True, max_length=500)),
                ("layouts", models.JSONField(default=central.events.models.default_layouts)),
                ("copies_limit", models.PositiveSmallIntegerField(default=2)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("deleted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["decided", "ends_at"], name="event_by_state"),
                    models.Index(fields=["created_at"], name="event_by_time"),
                    models.Index(fields=["tenant_id", "created_at"], name="event_by_tenant"),
                    models.Index(fields=["tenant_id", "client_id", "created_at"], name="event_by_client"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "slug"), name="one_event_per_slug"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="event_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided__in", ["draft", "live", "paused", "ended"])),
                        name="event_state_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("photo_price", None), ("photo_price__lte", 1000000), _connector="OR"
                        ),
                        name="event_price_within_bounds",
                    ),
                ],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Generation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("user_id", models.UUIDField(null=True)),
                ("event_id", models.UUIDField(null=True)),
                ("kiosk_id", models.UUIDField(null=True)),
                ("session_id", models.UUIDField(null=True)),
                ("style_id", models.UUIDField()),
                ("op_id", models.UUIDField(null=True)),
                ("lease_id", models.UUIDField(null=True)),
                ("price", models.PositiveIntegerField()),
                ("photo_sha256", models.CharField(max_length=64)),
                ("claim_code", models.CharField(max_length=26, null=True)),
                ("ticket", models.PositiveIntegerField(null=True)),
                ("language", models.CharField(blank=True, max_length=2)),
                ("consent_version", models.CharField(blank=True, max_length=200)),
                ("consent_at", models.DateTimeField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("state", models.CharField(max_length=16)),
                ("queued_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(db_default=0)),
                ("not_before", models.DateTimeField(null=True)),
                ("claim_id", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("provider", models.CharField(blank=True, db_default="", max_length=40)),
                ("provider_model", models.CharField(blank=True, db_default="", max_length=200)),
                ("provider_handle", models.CharField(blank=True, db_default="", max_length=200)),
                ("last_error", models.TextField(blank=True, db_default="")),
                ("finished_at", models.DateTimeField(null=True)),
                ("latency_ms", models.PositiveIntegerField(null=True)),
                ("cost_micros", models.PositiveBigIntegerField(null=True)),
                ("result_sha256", models.CharField(blank=True, db_default="", max_length=64)),
                ("before_sha256", models.CharField(blank=True, db_default="", max_length=64)),
                ("thumbnail_sha256", models.CharField(blank=True, db_default="", max_length=64)),
                ("failure_code", models.CharField(blank=True, db_default="", max_length=40)),
                ("failure", models.TextField(blank=True, db_default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "event_id", "recorded_at"], name="generation_by_event"),
                    models.Index(
                        condition=models.Q(("state", "awaiting_photo")),
                        fields=["tenant_id", "kiosk_id", "photo_sha256"],
                        name="generation_by_photo",
                    ),
                    models.Index(
                        condition=models.Q(("user_id__isnull", False)),
                        fields=["tenant_id", "user_id", "recorded_at"],
                        name="generation_by_user",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["state", "claimed_until"],
                        name="generation_unfinished",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claim_code", "tenant_id"), name="one_generation_per_claim_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "awaiting_photo",
                                    "queued",
                                    "running",
                                    "ready",
                                    "failed",
                                    "cancelled",
                                    "erased",
                                ],
                            )
                        ),
                        name="generation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("result_sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ready_generation_has_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim_code__isnull", False),
                                ("consent_at__isnull", False),
                                ("event_id__isnull", False),
                                ("kiosk_id__isnull", False),
                                ("op_id__isnull", False),
                                ("session_id__isnull", False),
                                ("ticket__isnull", False),
                                ("user_id", None),
                            ),
                            models.Q(
                                ("claim_code", None),
                                ("consent_at", None),
                                ("event_id", None),
                                ("kiosk_id", None),
                                ("lease_id", None),
                                ("op_id", None),
                                ("session_id", None),
                                ("ticket", None),
                                ("user_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="generation_is_a_kiosks_or_a_persons",
                    ),
                ],
            },
        ),
    ]

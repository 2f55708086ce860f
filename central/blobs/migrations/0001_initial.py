from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Holding",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("photo", "Photo"),
                            ("result", "Result"),
                            ("before", "Before"),
                            ("thumbnail", "Thumbnail"),
                            ("sample", "Sample"),
                            ("logo", "Logo"),
                        ],
                        max_length=16,
                    ),
                ),
                ("event_id", models.UUIDField(null=True)),
                ("kiosk_id", models.UUIDField(null=True)),
                ("user_id", models.UUIDField(null=True)),
                ("media_type", models.CharField(max_length=32)),
                ("size", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sha256"], name="holding_by_blob"),
                    models.Index(
                        condition=models.Q(("user_id__isnull", False)),
                        fields=["tenant_id", "user_id", "created_at"],
                        name="holding_by_user",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "sha256", "purpose", "event_id", "kiosk_id", "user_id"),
                        name="one_holding_per_holder",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("user_id", None),
                            models.Q(("event_id", None), ("kiosk_id", None)),
                            _connector="OR",
                        ),
                        name="persons_holding_is_no_booths",
                    ),
                ],
            },
        ),
    ]

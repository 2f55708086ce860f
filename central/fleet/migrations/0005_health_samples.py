"""How booths were, for a week."""

from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    dependencies = [("fleet", "0004_due_silences")]

    operations = [
        migrations.CreateModel(
            name="HealthSample",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("kiosk_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("worst", models.PositiveSmallIntegerField()),
                ("wrong", models.CharField(blank=True, max_length=200)),
                ("queue_depth", models.PositiveIntegerField()),
                ("oldest_op_seconds", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="health_sample_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "kiosk_id", "at"), name="one_sample_per_five_minutes"
                    )
                ],
            },
        ),
    ]

from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    dependencies = [("fleet", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="TicketPrefix",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("kiosk_id", models.UUIDField()),
                ("epoch", models.PositiveIntegerField()),
                ("prefix", models.CharField(max_length=3)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "event_id", "prefix"), name="one_booth_per_prefix"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant_id", "event_id", "kiosk_id", "epoch"), name="one_prefix_per_enrolment"
                    ),
                ],
            },
        ),
    ]

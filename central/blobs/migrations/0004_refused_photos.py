from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    dependencies = [
        ("blobs", "0003_stored_sha256"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedPhoto",
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
                ("sha256", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=40)),
                ("sentence", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="refused_photo_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "kiosk_id", "sha256"), name="one_refusal_per_kiosks_photo"
                    )
                ],
            },
        ),
    ]

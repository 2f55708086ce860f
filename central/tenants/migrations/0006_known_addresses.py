"""From where people have logged in before, so that nobody else's guesses keep them out there."""

from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0005_no_last_login"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownAddress",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("digest", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "at"], name="known_address_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "digest"), name="one_known_address_per_digest"
                    )
                ],
            },
        ),
    ]

from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("event_id", models.UUIDField()),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("digest", models.BinaryField(max_length=32)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "event_id", "added_at"], name="guest_by_event")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "event_id", "email"), name="one_guest_per_address"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Unsubscribed",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "digest", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("digest", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]

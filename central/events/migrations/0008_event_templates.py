from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    dependencies = [("events", "0007_due_endings")]

    operations = [
        migrations.CreateModel(
            name="EventTemplate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("client_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=200)),
                ("described", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "client_id", "created_at"], name="event_template_by_owner"
                    )
                ],
            },
        ),
    ]

"""One-time links by which people set their password, and the operator's recovery of masters."""

from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_freed_addresses")]
    operations = [
        migrations.AlterField(
            "auditentry",
            "what",
            models.CharField(
                choices=[
                    ("created", "Created"), ("deactivated", "Deactivated"), ("activated", "Activated"),
                    ("deleted", "Deleted"), ("password_link", "Password Link"),
                    ("master_recovered", "Master Recovered"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            "PasswordLink",
            [
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
                "indexes": [
                    models.Index(fields=["tenant_id", "user_id"], name="password_link_by_user"),
                    models.Index(fields=["expires_at"], name="password_link_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "token_hash"), name="one_password_link_per_token"
                    )
                ],
            },
        ),
    ]  # fmt: skip

from django.db import migrations, models

import contract.ids

_ROLES = [("owner", "Owner"), ("operator", "Operator"), ("reader", "Reader")]


class Migration(migrations.Migration):
    dependencies = [("tenants", "0010_page_logins_and_languages")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="team_role",
            field=models.CharField(choices=_ROLES, db_default="owner", default="owner", max_length=16),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("email", models.EmailField(max_length=254)),
                ("team_role", models.CharField(choices=_ROLES, max_length=16)),
                ("invited_by", models.UUIDField()),
                ("token_hash", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "token_hash"], name="invitation_by_token"),
                    models.Index(fields=["expires_at"], name="invitation_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "email"), name="one_invitation_per_address")
                ],
            },
        ),
    ]

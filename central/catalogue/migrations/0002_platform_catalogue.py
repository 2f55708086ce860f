from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerStyle",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("style_id", models.UUIDField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="pack",
            name="for_users",
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name="Grant",
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
                ("pack_id", models.UUIDField(null=True)),
                ("style_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("client_id", None)), fields=["pack_id"], name="grant_by_pack"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "client_id", "pack_id", "style_id"),
                        name="one_grant_per_thing",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pack_id", None), ("style_id__isnull", False)),
                            models.Q(("pack_id__isnull", False), ("style_id", None)),
                            _connector="OR",
                        ),
                        name="grant_is_of_a_pack_or_a_style",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("client_id__isnull", False), ("pack_id__isnull", False), _connector="OR"
                        ),
                        name="partners_are_granted_packs",
                    ),
                ],
            },
        ),
    ]

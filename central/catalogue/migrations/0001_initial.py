from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Offer",
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
                ("pack_id", models.UUIDField(null=True)),
                ("style_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "event_id", "pack_id", "style_id"),
                        name="one_offer_per_thing",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pack_id", None), ("style_id__isnull", False)),
                            models.Q(("pack_id__isnull", False), ("style_id", None)),
                            _connector="OR",
                        ),
                        name="offer_is_a_pack_or_a_style",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("slug", models.SlugField(max_length=80)),
                ("name_es", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("name_pt", models.CharField(blank=True, max_length=200)),
                ("premium", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "slug"), name="one_pack_per_slug")
                ],
            },
        ),
        migrations.CreateModel(
            name="Style",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("slug", models.SlugField(max_length=80)),
                ("name_es", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("name_pt", models.CharField(blank=True, max_length=200)),
                ("premium", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pack_id", models.UUIDField()),
                ("look", models.SlugField(max_length=80)),
                ("provider", models.CharField(default="looks", max_length=40)),
                ("provider_model", models.CharField(blank=True, max_length=200)),
                ("prompt", models.TextField(blank=True)),
                ("price", models.PositiveIntegerField(null=True)),
                ("needs_internet", models.BooleanField(default=True)),
                ("sample_sha256", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "pack_id", "position"], name="style_by_pack")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "slug"), name="one_style_per_slug"),
                    models.CheckConstraint(
                        condition=models.Q(("price", None), ("price__lte", 1000000), _connector="OR"),
                        name="style_price_within_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unlock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("user_id", models.UUIDField()),
                ("pack_id", models.UUIDField()),
                ("price", models.PositiveIntegerField()),
                ("unlocked_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "user_id", "pack_id"), name="one_unlock_per_person_and_pack"
                    )
                ],
            },
        ),
    ]

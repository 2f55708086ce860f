from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kiosk_id", models.UUIDField()),
                ("erased_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kiosk_id", models.UUIDField()),
                ("part", models.CharField(max_length=200)),
                ("sentence", models.TextField()),
                ("raised_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "kiosk_id", "raised_at"], name="alert_by_kiosk")
                ],
            },
        ),
        migrations.CreateModel(
            name="GuestSession",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kiosk_id", models.UUIDField()),
                ("event_id", models.UUIDField(null=True)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=16)),
                ("shots", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "event_id"], name="session_by_event")],
            },
        ),
        migrations.CreateModel(
            name="Op",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kiosk_id", models.UUIDField()),
                ("epoch", models.PositiveIntegerField()),
                ("seq", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=200)),
                ("digest", models.BinaryField(max_length=32)),
                ("payload", models.TextField()),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("status", models.CharField(max_length=16)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("sentence", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "rejected")),
                        fields=["tenant_id", "recorded_at"],
                        name="op_rejected",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kiosk_id", models.UUIDField()),
                ("event_id", models.UUIDField(null=True)),
                ("session_id", models.UUIDField()),
                ("generation_id", models.UUIDField(null=True)),
                ("sheet", models.PositiveIntegerField()),
                ("printer", models.CharField(max_length=200)),
                ("printed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "event_id"], name="sheet_by_event")],
            },
        ),
    ]

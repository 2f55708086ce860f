from django.db import migrations, models

import contract.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Kiosk",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("event_id", models.UUIDField(null=True)),
                ("epoch", models.PositiveIntegerField(default=1)),
                ("token_hash", models.BinaryField(max_length=32)),
                ("ack_seq", models.PositiveBigIntegerField(default=0)),
                ("settled_ahead", models.JSONField(default=list)),
                ("enrolled_at", models.DateTimeField(auto_now_add=True)),
                ("hardware", models.JSONField(default=dict)),
                ("app_version", models.CharField(blank=True, max_length=200)),
                ("last_seen_at", models.DateTimeField(null=True)),
                ("health", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "event_id"], name="kiosk_by_event")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "token_hash"), name="one_kiosk_per_token")
                ],
            },
        ),
        migrations.CreateModel(
            name="PairingCode",
            fields=[
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("kiosk_id", models.UUIDField(null=True)),
                ("event_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("used_at", None)), fields=["code"], name="pairing_by_code"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RemoteCommand",
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
                ("kind", models.CharField(max_length=16)),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["tenant_id", "kiosk_id"],
                        name="command_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
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
                ("version", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
                ("signature", models.CharField(max_length=200)),
                ("prices", models.JSONField(default=dict)),
                ("issued_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "kiosk_id", "issued_at"], name="snapshot_by_kiosk")
                ],
            },
        ),
    ]

from django.db import migrations, models

import contract.ids

_HAPPENINGS = [
    ("enrolled", "Enrolled"),
    ("renamed", "Renamed"),
    ("assigned", "Assigned"),
    ("retired", "Retired"),
    ("silent", "Silent"),
    ("command_given", "Command Given"),
    ("command_answered", "Command Answered"),
]


class Migration(migrations.Migration):
    """What was reported done was done; what still waits keeps no expiry, as none was promised."""

    dependencies = [("fleet", "0002_ticket_prefixes")]

    operations = [
        migrations.CreateModel(
            name="HistoryEntry",
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
                ("what", models.CharField(choices=_HAPPENINGS, max_length=20)),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("subject_id", models.UUIDField(null=True)),
                ("since", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "kiosk_id", "at"], name="history_by_kiosk")]
            },
        ),
        migrations.AddField("kiosk", "retired_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "kiosk", models.Index(fields=["tenant_id", "enrolled_at"], name="kiosk_by_tenant")
        ),
        migrations.AddIndex("kiosk", models.Index(fields=["enrolled_at"], name="kiosk_by_time")),
        migrations.AddField(
            "pairingcode",
            "created_by",
            models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            "pairingcode",
            "withdrawn_by",
            models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddIndex(
            "pairingcode", models.Index(fields=["tenant_id", "expires_at"], name="pairing_by_expiry")
        ),
        migrations.AddField("remotecommand", "arguments", models.JSONField(default=dict)),
        migrations.AddField(
            "remotecommand",
            "given_by",
            models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField("remotecommand", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("remotecommand", "sent_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "remotecommand",
            "outcome",
            models.CharField(blank=True, default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            "remotecommand", "sentence", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.RunSQL(
            "UPDATE fleet_remotecommand SET outcome = 'done' WHERE done_at IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            "remotecommand",
            models.Index(fields=["tenant_id", "kiosk_id", "given_at"], name="command_by_kiosk"),
        ),
    ]

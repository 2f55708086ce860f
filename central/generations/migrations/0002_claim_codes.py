from django.db import migrations, models


class Migration(migrations.Migration):
    """Claim codes get a table of their own; of two pictures with one code the first keeps it."""

    dependencies = [("generations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="ticket_prefix",
            field=models.CharField(blank=True, db_default="", max_length=3),
        ),
        migrations.CreateModel(
            name="ClaimCode",
            fields=[
                ("code", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("kiosk_id", models.UUIDField()),
                ("generation_id", models.UUIDField(null=True)),
                ("event_id", models.UUIDField(null=True)),
                ("ticket", models.PositiveIntegerField(null=True)),
                ("ticket_prefix", models.CharField(blank=True, max_length=3)),
                ("language", models.CharField(blank=True, max_length=2)),
                ("refusal", models.CharField(blank=True, max_length=40)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            """
            INSERT INTO generations_claimcode (code, tenant_id, kiosk_id, generation_id, event_id, ticket,
              ticket_prefix, language, refusal, recorded_at)
            SELECT claim_code, tenant_id, kiosk_id, id, event_id, ticket, '', language, '', recorded_at
            FROM generations_generation WHERE claim_code IS NOT NULL
            ORDER BY recorded_at
            ON CONFLICT (code) DO NOTHING
            """,
            migrations.RunSQL.noop,
        ),
    ]

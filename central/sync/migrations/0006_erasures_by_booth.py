from django.db import migrations, models


class Migration(migrations.Migration):
    """Each booth confirms its own copies; until now a confirmation had the generation's id."""

    dependencies = [("sync", "0005_refused_claim_codes")]

    operations = [
        migrations.AddField("erasure", "generation_id", models.UUIDField(null=True)),
        migrations.RunSQL("UPDATE sync_erasure SET generation_id = id", migrations.RunSQL.noop),
        migrations.AlterField("erasure", "generation_id", models.UUIDField()),
        migrations.AddConstraint(
            "erasure",
            models.UniqueConstraint(
                fields=["tenant_id", "generation_id", "kiosk_id"], name="one_erasure_per_booth"
            ),
        ),
    ]

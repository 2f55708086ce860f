from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0006_erasures_by_booth")]

    operations = [
        migrations.AddIndex(
            "op",
            models.Index(
                fields=["tenant_id", "kiosk_id", "recorded_at"],
                condition=models.Q(("status", "rejected")),
                name="op_rejected_by_kiosk",
            ),
        ),
        migrations.AddIndex(
            "op",
            models.Index(
                fields=["recorded_at"],
                condition=models.Q(("status", "rejected")),
                name="op_rejected_by_time",
            ),
        ),
    ]

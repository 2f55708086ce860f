from django.db import migrations, models

import central.sync.models


class Migration(migrations.Migration):
    dependencies = [("sync", "0007_rejected_ops_by_kiosk")]

    operations = [
        migrations.AddIndex(
            "op",
            models.Index(
                central.sync.models.EventSaid("payload"),
                models.F("recorded_at"),
                condition=models.Q(("status", "rejected")),
                name="op_rejected_by_event",
            ),
        ),
    ]

from django.db import migrations, models

import central.events.models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_gallery_privacy"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="orientations",
            field=models.JSONField(
                db_default=models.Value(["portrait", "landscape"], models.JSONField()),
                default=central.events.models.default_orientations,
            ),
        ),
    ]

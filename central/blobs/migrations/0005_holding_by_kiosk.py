from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blobs", "0004_refused_photos"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(
                condition=models.Q(("kiosk_id__isnull", False)),
                fields=["tenant_id", "kiosk_id", "sha256"],
                name="holding_by_kiosk",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blobs", "0002_strays"),
    ]

    operations = [
        migrations.AddField(
            model_name="holding",
            name="stored_sha256",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddField(
            model_name="stray",
            name="known_as",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(fields=["stored_sha256"], name="holding_by_stored_blob"),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(
                condition=models.Q(("purpose", "photo"), ("stored_sha256", "")),
                fields=["tenant_id", "id"],
                name="holding_of_photo_as_sent",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_due_moments"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="gallery_privacy",
            field=models.CharField(
                choices=[("private", "Private"), ("link", "Link")],
                db_default="private",
                default="private",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="staff_pin_hash",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
    ]

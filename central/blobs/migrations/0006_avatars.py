from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blobs", "0005_holding_by_kiosk"),
    ]

    operations = [
        migrations.AlterField(
            model_name="holding",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("photo", "Photo"),
                    ("result", "Result"),
                    ("before", "Before"),
                    ("thumbnail", "Thumbnail"),
                    ("sample", "Sample"),
                    ("logo", "Logo"),
                    ("avatar", "Avatar"),
                ],
                max_length=16,
            ),
        ),
    ]

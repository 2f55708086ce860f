from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0011_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="avatar_sha256",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
    ]

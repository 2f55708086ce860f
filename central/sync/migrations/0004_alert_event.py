from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0003_scrub_erased")]

    operations = [
        migrations.AddField(model_name="alert", name="event_id", field=models.UUIDField(null=True)),
    ]

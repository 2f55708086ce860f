from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generations", "0007_refused_claim_codes")]

    operations = [
        migrations.AddField(
            model_name="claimcode",
            name="sender",
            field=models.CharField(blank=True, db_default="", max_length=32),
        ),
    ]

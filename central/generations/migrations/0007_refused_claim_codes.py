from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generations", "0006_lighter_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="claimcode",
            index=models.Index(
                condition=models.Q(("refusal", ""), _negated=True),
                fields=["tenant_id", "recorded_at"],
                name="claim_code_refused",
            ),
        ),
    ]

"""Indexes that nobody reads cost every sync: a claim code is found by its unique key, a photo among those awaited."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0002_own_pictures"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="generation",
            name="one_generation_per_claim_code",
        ),
        migrations.RemoveConstraint(
            model_name="generation",
            name="one_generation_per_op",
        ),
        migrations.RemoveIndex(
            model_name="generation",
            name="generation_by_claim_code",
        ),
        migrations.RemoveIndex(
            model_name="generation",
            name="generation_by_photo",
        ),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(
                condition=models.Q(("state", "awaiting_photo")),
                fields=["tenant_id", "kiosk_id", "photo_sha256"],
                name="generation_by_photo",
            ),
        ),
        migrations.AddConstraint(
            model_name="generation",
            constraint=models.UniqueConstraint(
                fields=("claim_code", "tenant_id"), name="one_generation_per_claim_code"
            ),
        ),
    ]

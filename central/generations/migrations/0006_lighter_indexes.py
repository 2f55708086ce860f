from django.db import migrations, models

# Django adds it to every key that is text, for `LIKE`: nobody looks for a part of a claim code.
_OF_PARTS = "DROP INDEX IF EXISTS generations_claimcode_code_0beca8bd_like"


class Migration(migrations.Migration):
    """Each request fills these indexes; whose claim code it is, is kept by the table of claim codes."""

    dependencies = [("generations", "0005_erased_claim_codes")]

    operations = [
        migrations.RemoveConstraint(model_name="generation", name="one_generation_per_claim_code"),
        migrations.RemoveIndex(model_name="generation", name="generation_by_photo"),
        migrations.RemoveIndex(model_name="generation", name="generation_of_photo"),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(
                condition=models.Q(("state", "awaiting_photo")),
                fields=["recorded_at"],
                name="generation_without_photo",
            ),
        ),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(fields=["photo_sha256"], name="generation_by_photo_sha256"),
        ),
        migrations.RunSQL(_OF_PARTS, migrations.RunSQL.noop),
    ]

"""Partners take turns with their letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guests", "0002_mail_to_guests")]

    operations = [
        migrations.AddIndex(
            model_name="guestletter",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["tenant_id", "next_at"],
                name="guest_letter_by_partner",
            ),
        ),
    ]

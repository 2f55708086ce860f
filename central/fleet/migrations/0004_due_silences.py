"""When a kiosk has to be looked at, as it may have fallen silent."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("fleet", "0003_history_and_answers")]

    operations = [
        migrations.AddField(model_name="kiosk", name="silence_due_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="kiosk",
            index=models.Index(
                condition=Q(("silence_due_at__isnull", False)),
                fields=["silence_due_at"],
                name="kiosk_by_silence_due",
            ),
        ),
    ]

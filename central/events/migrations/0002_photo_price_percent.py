"""How far below its styles' prices an event's own price may go. Events that exist keep the price they have."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.AddField("event", "photo_price_percent", models.PositiveSmallIntegerField(default=0)),
        migrations.AddConstraint(
            "event",
            models.CheckConstraint(
                condition=Q(photo_price_percent__lte=100), name="event_price_percent_within_bounds"
            ),
        ),
    ]

"""Which kiosk used a pairing code; of codes that made a kiosk before this, only the audit log knows."""

from django.db import migrations, models

_ONCE_MORE = """
UPDATE fleet_pairingcode SET enrolled_kiosk_id = kiosk_id WHERE used_at IS NOT NULL AND kiosk_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("fleet", "0005_health_samples")]

    operations = [
        migrations.AddField(
            model_name="pairingcode",
            name="enrolled_kiosk_id",
            field=models.UUIDField(null=True),
        ),
        migrations.RunSQL(_ONCE_MORE, migrations.RunSQL.noop),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """Refused requests are found by their claim code. Their payload may be what no JSON type takes."""

    dependencies = [("sync", "0004_alert_event")]

    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX op_refused_claim_code ON sync_op
              (tenant_id, substring(payload FROM '"claim_code": ?"([0-9A-Z]{26})"'))
            WHERE status = 'rejected' AND kind = 'generation.requested'
            """,
            "DROP INDEX op_refused_claim_code",
        )
    ]

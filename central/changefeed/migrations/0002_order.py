"""The change feed's order: the writer's transaction, then the row (Y12)."""

from django.db import migrations

FORWARD = """
ALTER TABLE changefeed_change ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE changefeed_change ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
CREATE INDEX change_by_kiosk ON changefeed_change (tenant_id, kiosk_id, xid, number);
CREATE INDEX change_by_transaction ON changefeed_change (xid, number);
"""
BACKWARD = "ALTER TABLE changefeed_change DROP COLUMN xid; ALTER TABLE changefeed_change DROP COLUMN number;"


class Migration(migrations.Migration):
    dependencies = [("changefeed", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

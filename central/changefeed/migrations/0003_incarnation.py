"""The feed's order holds from one server to the next: incarnation, transaction, row.

No statement reads all kiosks' changes at once, so the index over all of them goes.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE changefeed_change ADD COLUMN incarnation bigint NOT NULL DEFAULT 0;
DROP INDEX change_by_kiosk;
DROP INDEX change_by_transaction;
CREATE INDEX change_by_kiosk ON changefeed_change (tenant_id, kiosk_id, incarnation, xid, number);
"""
BACKWARD = """
ALTER TABLE changefeed_change DROP COLUMN incarnation;
CREATE INDEX change_by_kiosk ON changefeed_change (tenant_id, kiosk_id, xid, number);
CREATE INDEX change_by_transaction ON changefeed_change (xid, number);
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_incarnation"), ("changefeed", "0002_order")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

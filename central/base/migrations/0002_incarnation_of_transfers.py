"""A transfer's `xid` belongs to one server: the incarnation says to which."""

from django.db import migrations

FORWARD = "ALTER TABLE ledger_transfer ADD COLUMN incarnation bigint NOT NULL DEFAULT 0;"
BACKWARD = "ALTER TABLE ledger_transfer DROP COLUMN incarnation;"


class Migration(migrations.Migration):
    dependencies = [("base", "0001_incarnation"), ("ledger", "0002_append_only_and_floors")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

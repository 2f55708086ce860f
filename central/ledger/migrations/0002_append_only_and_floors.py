"""What the database enforces: transfers are append-only, and only a chargeback lowers a floor.

`xid` is the transaction that wrote a transfer. The fill factors leave room for updates in place.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE ledger_transfer ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE ledger_account SET (fillfactor = 70);
ALTER TABLE ledger_flow SET (fillfactor = 70);
ALTER TABLE ledger_lease SET (fillfactor = 70);

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'transfers are append-only: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER transfers_are_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER transfers_are_not_truncated BEFORE TRUNCATE ON ledger_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_refuse_lower_floor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.floor IS NULL OR NOT EXISTS (
    SELECT 1 FROM ledger_transfer WHERE tenant_id = NEW.tenant_id AND debit_id = NEW.id
      AND kind = 'chargeback' AND xid = pg_current_xact_id()
  ) THEN
    RAISE EXCEPTION 'only a chargeback takes account % below its floor', NEW.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER floors_are_kept BEFORE UPDATE ON ledger_account FOR EACH ROW
  WHEN (NEW.floor IS DISTINCT FROM OLD.floor AND (NEW.floor IS NULL OR NEW.floor < OLD.floor))
  EXECUTE FUNCTION ledger_refuse_lower_floor();
"""
BACKWARD = """
DROP TRIGGER floors_are_kept ON ledger_account;
DROP FUNCTION ledger_refuse_lower_floor();
DROP TRIGGER transfers_are_append_only ON ledger_transfer;
DROP TRIGGER transfers_are_not_truncated ON ledger_transfer;
DROP FUNCTION ledger_refuse_change();
ALTER TABLE ledger_transfer DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

"""Which transaction wrote a transfer; only a chargeback lowers a floor; room for updates in place.

Transfers that were there before are rolled up into flows.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE ledger_transfer ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
INSERT INTO ledger_flow (tenant_id, debit_id, credit_id, kind, total, transfers)
  SELECT tenant_id, debit_id, credit_id, kind, sum(amount), count(*) FROM ledger_transfer GROUP BY 1, 2, 3, 4;
ALTER TABLE ledger_account SET (fillfactor = 70);
ALTER TABLE ledger_flow SET (fillfactor = 70);
ALTER TABLE ledger_lease SET (fillfactor = 70);

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
ALTER TABLE ledger_transfer DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_flows_notes_and_personal_charges")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

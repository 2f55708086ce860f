"""What the database enforces: tariff changes and deeds are append-only."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION tenants_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'tariff changes are append-only: % is refused', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER tariff_changes_are_kept BEFORE UPDATE OR DELETE ON tenants_tariffchange
  FOR EACH ROW EXECUTE FUNCTION tenants_refuse_change();
CREATE TRIGGER tariff_changes_are_not_truncated BEFORE TRUNCATE ON tenants_tariffchange
  FOR EACH STATEMENT EXECUTE FUNCTION tenants_refuse_change();

CREATE FUNCTION tenants_refuse_change_of_deed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'deeds are append-only: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER deeds_are_for_ever BEFORE UPDATE OR DELETE ON tenants_deed
  FOR EACH ROW EXECUTE FUNCTION tenants_refuse_change_of_deed();
CREATE TRIGGER deeds_are_not_truncated BEFORE TRUNCATE ON tenants_deed
  FOR EACH STATEMENT EXECUTE FUNCTION tenants_refuse_change_of_deed();
"""
BACKWARD = """
DROP TRIGGER tariff_changes_are_kept ON tenants_tariffchange;
DROP TRIGGER tariff_changes_are_not_truncated ON tenants_tariffchange;
DROP FUNCTION tenants_refuse_change();
DROP TRIGGER deeds_are_for_ever ON tenants_deed;
DROP TRIGGER deeds_are_not_truncated ON tenants_deed;
DROP FUNCTION tenants_refuse_change_of_deed();
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

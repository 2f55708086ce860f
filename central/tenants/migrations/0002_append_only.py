"""What the database enforces: tariff changes and the audit log are append-only."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION tenants_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER tariff_changes_are_append_only BEFORE UPDATE OR DELETE ON tenants_tariffchange
  FOR EACH ROW EXECUTE FUNCTION tenants_refuse_change();
CREATE TRIGGER tariff_changes_are_not_truncated BEFORE TRUNCATE ON tenants_tariffchange
  FOR EACH STATEMENT EXECUTE FUNCTION tenants_refuse_change();
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON tenants_auditentry
  FOR EACH ROW EXECUTE FUNCTION tenants_refuse_change();
CREATE TRIGGER audit_log_is_not_truncated BEFORE TRUNCATE ON tenants_auditentry
  FOR EACH STATEMENT EXECUTE FUNCTION tenants_refuse_change();
"""
BACKWARD = """
DROP TRIGGER tariff_changes_are_append_only ON tenants_tariffchange;
DROP TRIGGER tariff_changes_are_not_truncated ON tenants_tariffchange;
DROP TRIGGER audit_log_is_append_only ON tenants_auditentry;
DROP TRIGGER audit_log_is_not_truncated ON tenants_auditentry;
DROP FUNCTION tenants_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

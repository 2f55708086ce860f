"""The audit log tells of everything that people change: of what it is, what changed, and from where.

The trigger lets one change through: of an entry that is older than two years, the details are forgotten.
"""

from django.db import migrations, models
from django.db.models import Q

LET_GO = """
DROP TRIGGER audit_log_is_append_only ON tenants_auditentry;
"""
SUBJECTS = """
UPDATE tenants_auditentry SET subject_kind = 'partner', subject_id = tenant_id
WHERE what IN ('created', 'deactivated', 'activated', 'deleted');
UPDATE tenants_auditentry AS entry
SET subject_kind = 'person', subject_id = person.id, client_id = person.client_id
FROM tenants_user AS person
WHERE entry.subject_kind = '' AND person.tenant_id = entry.tenant_id
  AND entry.note IN (person.email, person.former_email);
UPDATE tenants_auditentry SET subject_kind = 'person' WHERE subject_kind = '';
"""
KEEP = """
CREATE FUNCTION tenants_keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  forgotten constant jsonb := '{"note": "", "changes": {}, "address": "", "request_id": "", "detailed": false}';
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.at < now() - interval '2 years' AND to_jsonb(NEW) = to_jsonb(OLD) || forgotten THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON tenants_auditentry
  FOR EACH ROW EXECUTE FUNCTION tenants_keep_audit_log();
"""
LET_GO_AGAIN = """
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON tenants_auditentry
  FOR EACH ROW EXECUTE FUNCTION tenants_refuse_change();
"""
KEPT_BEFORE = """
DROP TRIGGER audit_log_is_append_only ON tenants_auditentry;
DROP FUNCTION tenants_keep_audit_log();
"""


def _text(longest: int) -> "models.CharField[str, str]":
    return models.CharField(max_length=longest, blank=True, db_default="")


class Migration(migrations.Migration):
    dependencies = [("tenants", "0008_partner_types")]

    operations = [
        migrations.AlterField("auditentry", "what", models.CharField(max_length=32)),
        migrations.AddField("auditentry", "client_id", models.UUIDField(null=True)),
        migrations.AddField("auditentry", "subject_kind", models.CharField(max_length=16, db_default="")),
        migrations.AddField("auditentry", "subject_id", models.UUIDField(null=True)),
        migrations.AddField("auditentry", "changes", models.JSONField(default=dict, db_default={})),
        migrations.AddField("auditentry", "transfer_id", models.UUIDField(null=True)),
        migrations.AddField("auditentry", "origin", _text(16)),
        migrations.AddField("auditentry", "address", _text(80)),
        migrations.AddField("auditentry", "request_id", _text(32)),
        migrations.AddField("auditentry", "detailed", models.BooleanField(default=True, db_default=True)),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_entry_of_all_by_time")),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["tenant_id", "client_id", "at"], name="audit_entry_by_client")
        ),
        migrations.AddIndex("auditentry", models.Index(fields=["actor", "at"], name="audit_entry_by_actor")),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["subject_id", "at"], name="audit_entry_by_subject")
        ),
        migrations.AddIndex(
            "auditentry",
            models.Index(fields=["at"], condition=Q(detailed=True), name="audit_entry_detailed"),
        ),
        migrations.RunSQL(LET_GO, LET_GO_AGAIN),
        migrations.RunSQL(SUBJECTS, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, KEPT_BEFORE),
    ]

from django.db import migrations

_SCRUB = """
UPDATE sync_op SET payload = (
  payload::jsonb - '{photo_sha256,claim_code,ticket,language,session_id,consent_version,consent_at}'::text[]
)::text
FROM generations_generation AS erased
WHERE erased.state = 'erased' AND erased.tenant_id = sync_op.tenant_id AND erased.op_id = sync_op.id
"""


class Migration(migrations.Migration):
    """Ops of pictures that were erased before ops were scrubbed."""

    dependencies = [("sync", "0002_claim_codes_of_refused_requests"), ("generations", "0003_tombstones")]

    operations = [migrations.RunSQL(_SCRUB, migrations.RunSQL.noop)]

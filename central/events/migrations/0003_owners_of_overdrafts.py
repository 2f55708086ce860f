"""The owner of each event owes its overdraft: the client's balance, else the partner's wallet."""

from django.db import migrations

FORWARD = """
UPDATE ledger_account AS overdraft SET payer_id = owner.id
FROM events_event AS event JOIN ledger_account AS owner ON owner.tenant_id = event.tenant_id
  AND owner.kind = CASE WHEN event.client_id IS NULL THEN 'wallet' ELSE 'client' END
  AND owner.owner_id = coalesce(event.client_id, event.tenant_id)
WHERE overdraft.kind = 'overdraft' AND overdraft.tenant_id = event.tenant_id AND overdraft.owner_id = event.id
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_photo_price_percent"), ("ledger", "0003_backing_and_debts")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

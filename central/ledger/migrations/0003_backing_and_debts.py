"""What a lease still backs after it was closed, and who owes an event's overdraft.

Leases that were returned before back nothing more; those that were reclaimed may still bring what was
promised on them. `late` is what did not come from their own accounts. Who owes is filled in by the events'
migration, which knows the owners.
"""

from django.db import migrations, models

from contract.leases import LeaseState

KNOWN = """
UPDATE ledger_account SET owing = true WHERE kind = 'overdraft' AND balance < 0;
UPDATE ledger_lease SET released = granted - spent WHERE state = 'returned' OR state = 'reclaimed' AND spent = granted;
UPDATE ledger_lease AS lease SET late = lease.spent - paid.total
FROM (
  SELECT lease.tenant_id, lease.id, coalesce(sum(flow.total), 0) AS total
  FROM ledger_lease AS lease JOIN ledger_account AS account
    ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
  LEFT JOIN ledger_flow AS flow
    ON flow.tenant_id = lease.tenant_id AND flow.debit_id = account.id AND flow.kind = 'generation'
  GROUP BY 1, 2
) AS paid
WHERE lease.tenant_id = paid.tenant_id AND lease.id = paid.id AND lease.spent > paid.total;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_append_only_and_floors"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="owing",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="account",
            name="payer_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="lease",
            name="late",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="lease",
            name="released",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="lease",
            name="returned_epoch",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="lease",
            name="returned_seq",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("owing", True)), fields=["tenant_id", "payer_id"], name="debt_by_payer"
            ),
        ),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(
                condition=models.Q(("released", None), ("state", LeaseState.RECLAIMED)),
                fields=["tenant_id", "kiosk_id"],
                name="lease_outstanding",
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released", None), ("granted", models.F("spent") + models.F("released")), _connector="OR"
                ),
                name="released_for_good",
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", LeaseState.RETURNED), _negated=True),
                    ("released__isnull", False),
                    _connector="OR",
                ),
                name="returned_is_released",
            ),
        ),
    ]

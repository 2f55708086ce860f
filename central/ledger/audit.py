"""The proof that the ledger adds up (C18): each check is one statement over all tenants."""

from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Audit:
    """What was checked, and each sentence about something that does not add up."""

    accounts: int
    transfers: int
    issued: int
    faults: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Nothing is wrong."""
        return not self.faults


def audit() -> Audit:
    """Check every account, transfer and lease, all at the same instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        faults = []
        for sentence, query in _CHECKS:
            cursor.execute(query)
            faults += [sentence.format(*row) for row in cursor.fetchall()]
        cursor.execute(_COUNT)
        row = cursor.fetchone()
        assert row is not None
    accounts, transfers, issued = map(int, row)
    return Audit(accounts, transfers, issued, tuple(faults))


_FLOWS = """
  SELECT tenant_id, id, sum(amount) AS total FROM (
    SELECT tenant_id, credit_id AS id, amount FROM ledger_transfer
    UNION ALL SELECT tenant_id, debit_id, -amount FROM ledger_transfer
  ) AS flow GROUP BY tenant_id, id
"""

# The queries are put together from constants alone.
_CHECKS = (
    (
        "tenant {0}, account {1} ({2}): its balance is {3}, its transfers add up to {4}",
        f"""WITH flows AS ({_FLOWS})
        SELECT account.tenant_id, account.id, kind, balance, coalesce(total, 0)
        FROM ledger_account AS account LEFT JOIN flows USING (tenant_id, id)
        WHERE balance <> coalesce(total, 0) ORDER BY 1, 2 LIMIT 100""",  # noqa: S608
    ),
    (
        "tenant {0}, account {1}: it has transfers but was never opened",
        f"""WITH flows AS ({_FLOWS})
        SELECT flows.tenant_id, flows.id FROM flows LEFT JOIN ledger_account AS account USING (tenant_id, id)
        WHERE account.id IS NULL AND get_byte(uuid_send(flows.id), 0) < 128 ORDER BY 1, 2 LIMIT 100""",  # noqa: S608
    ),
    (
        "tenant {0}: {1} credits were issued, {2} are in accounts, consumed or forfeited",
        f"""WITH flows AS ({_FLOWS}), issued AS (
          SELECT tenant_id, -sum(total) AS total FROM flows
          WHERE get_byte(uuid_send(id), 0) = 208 GROUP BY tenant_id
        ), ended AS (
          SELECT tenant_id, sum(total) AS total FROM flows
          WHERE get_byte(uuid_send(id), 0) > 208 GROUP BY tenant_id
        ), kept AS (
          SELECT tenant_id, sum(balance) AS total FROM ledger_account GROUP BY tenant_id
        )
        SELECT tenant_id, coalesce(issued.total, 0), coalesce(kept.total, 0) + coalesce(ended.total, 0)
        FROM issued FULL JOIN kept USING (tenant_id) FULL JOIN ended USING (tenant_id)
        WHERE coalesce(issued.total, 0) <> coalesce(kept.total, 0) + coalesce(ended.total, 0)""",  # noqa: S608
    ),
    (
        "tenant {0}, lease {1} ({2}): {3} granted, {4} spent, but its account has {5}",
        """SELECT lease.tenant_id, lease.id, state, granted, spent, balance
        FROM ledger_lease AS lease LEFT JOIN ledger_account AS account
          ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
        WHERE balance IS DISTINCT FROM CASE WHEN state = 'open' THEN granted - spent ELSE 0 END
        ORDER BY 1, 2 LIMIT 100""",
    ),
)

_COUNT = """
SELECT (SELECT count(*) FROM ledger_account), (SELECT count(*) FROM ledger_transfer),
  (SELECT coalesce(sum(amount), 0) FROM ledger_transfer WHERE get_byte(uuid_send(debit_id), 0) = 208)
"""

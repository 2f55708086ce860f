"""The proof that the ledger adds up (C18): each check is one statement over all tenants, at one instant."""

from dataclasses import dataclass

from django.db import connection, transaction

from central.base.models import CURRENT
from central.ledger.accounts import id_bounds


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
    """Check every account, transfer, flow and lease."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        faults, bounds = [], id_bounds()
        for sentence, query in _CHECKS:
            cursor.execute(query, bounds)
            faults += [sentence.format(*row) for row in cursor.fetchall()]
        cursor.execute(_COUNT, bounds)
        row = cursor.fetchone()
        assert row is not None
    accounts, transfers, issued = map(int, row)
    return Audit(accounts, transfers, issued, tuple(faults))


# From flows on, as the first check proves them against every single transfer.
_SIDES = """
  SELECT tenant_id, id, sum(total) AS total FROM (
    SELECT tenant_id, credit_id AS id, total FROM ledger_flow
    UNION ALL SELECT tenant_id, debit_id, -total FROM ledger_flow
  ) AS side GROUP BY tenant_id, id
"""

# The queries are put together from constants alone.
_CHECKS = (
    (
        "tenant {0}: {1} transfers seem to be written by transactions still to come, so statements leave them"
        " out: the database came from another server. Run `central migrate`, then, if this is said again,"
        " `central migrate --new-server`",
        f"""SELECT tenant_id, count(*) FROM ledger_transfer
        WHERE incarnation = {CURRENT} AND xid >= pg_snapshot_xmax(pg_current_snapshot())
        GROUP BY tenant_id ORDER BY 1 LIMIT 100""",  # noqa: S608
    ),
    (
        "tenant {0}, {3} from account {1} to {2}: {6} transfers move {4} credits, {7} are rolled up to {5}",
        """WITH summed AS (
          SELECT tenant_id, debit_id, credit_id, kind, sum(amount) AS amount, count(*) AS count
          FROM ledger_transfer GROUP BY tenant_id, debit_id, credit_id, kind
        )
        SELECT tenant_id, debit_id, credit_id, kind, coalesce(amount, 0), coalesce(total, 0),
          coalesce(count, 0), coalesce(transfers, 0)
        FROM summed FULL JOIN ledger_flow USING (tenant_id, debit_id, credit_id, kind)
        WHERE amount IS DISTINCT FROM total OR count IS DISTINCT FROM transfers ORDER BY 1, 2, 3 LIMIT 100""",
    ),
    (
        "tenant {0}, account {1} ({2}): its balance is {3}, its transfers add up to {4}",
        f"""WITH sides AS ({_SIDES})
        SELECT account.tenant_id, account.id, kind, balance, coalesce(total, 0)
        FROM ledger_account AS account LEFT JOIN sides USING (tenant_id, id)
        WHERE balance <> coalesce(total, 0) ORDER BY 1, 2 LIMIT 100""",  # noqa: S608
    ),
    (
        "tenant {0}, account {1}: it has transfers but was never opened",
        f"""WITH sides AS ({_SIDES})
        SELECT sides.tenant_id, sides.id FROM sides LEFT JOIN ledger_account AS account USING (tenant_id, id)
        WHERE account.id IS NULL AND sides.id < %(issued_low)s
        ORDER BY 1, 2 LIMIT 100""",  # noqa: S608
    ),
    (
        "tenant {0}: {1} credits were issued, {2} are in accounts, consumed or forfeited",
        f"""WITH sides AS ({_SIDES}), issued AS (
          SELECT tenant_id, -sum(total) AS total FROM sides
          WHERE id BETWEEN %(issued_low)s AND %(issued_high)s GROUP BY tenant_id
        ), ended AS (
          SELECT tenant_id, sum(total) AS total FROM sides
          WHERE id BETWEEN %(ended_low)s AND %(ended_high)s GROUP BY tenant_id
        ), kept AS (
          SELECT tenant_id, sum(balance) AS total FROM ledger_account GROUP BY tenant_id
        )
        SELECT tenant_id, coalesce(issued.total, 0), coalesce(kept.total, 0) + coalesce(ended.total, 0)
        FROM issued FULL JOIN kept USING (tenant_id) FULL JOIN ended USING (tenant_id)
        WHERE coalesce(issued.total, 0) <> coalesce(kept.total, 0) + coalesce(ended.total, 0)""",  # noqa: S608
    ),
    (
        "tenant {0}, account {1} ({2}): it has {3} credits, though only {4} were charged back",
        """SELECT account.tenant_id, account.id, account.kind, balance, coalesce(sum(flow.total), 0)
        FROM ledger_account AS account LEFT JOIN ledger_flow AS flow
          ON flow.tenant_id = account.tenant_id AND flow.debit_id = account.id AND flow.kind = 'chargeback'
        WHERE account.balance < 0 AND account.kind <> 'overdraft' GROUP BY 1, 2, 3, 4
        HAVING coalesce(sum(flow.total), 0) < -balance ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, account {1} ({2}): its floor is {4}, its balance {3}",
        """SELECT tenant_id, id, kind, balance, floor FROM ledger_account
        WHERE (kind = 'overdraft') <> (floor IS NULL) OR floor <> least(0, balance)
          OR kind = 'overdraft' AND balance > 0
        ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, transfer {1}: it reverses {2}, but is not its mirror",
        """SELECT back.tenant_id, back.id, back.reverses
        FROM ledger_transfer AS back LEFT JOIN ledger_transfer AS debit
          ON debit.tenant_id = back.tenant_id AND debit.id = back.reverses
        WHERE back.reverses IS NOT NULL
          AND (debit.amount, debit.credit_id) IS DISTINCT FROM (back.amount, back.debit_id)
        ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, lease {1} ({2}): {3} granted, {4} spent, but its account has {5}",
        """SELECT coalesce(lease.tenant_id, account.tenant_id), coalesce(lease.id, owner_id),
          coalesce(state, 'gone'), coalesce(granted, 0), coalesce(spent, 0), balance
        FROM ledger_lease AS lease FULL JOIN (SELECT * FROM ledger_account WHERE kind = 'lease') AS account
          ON account.tenant_id = lease.tenant_id AND account.owner_id = lease.id
        WHERE balance IS DISTINCT FROM CASE WHEN state = 'open' THEN granted - spent ELSE 0 END
        ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, lease {1}: {2} granted, but {3} were moved to its account from its event's pool",
        """SELECT lease.tenant_id, lease.id, granted, coalesce(sum(total), 0)
        FROM ledger_lease AS lease JOIN ledger_account AS account
          ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
        LEFT JOIN ledger_account AS pool
          ON pool.tenant_id = lease.tenant_id AND pool.kind = 'pool' AND pool.owner_id = event_id
        LEFT JOIN ledger_flow AS flow ON flow.tenant_id = account.tenant_id AND flow.debit_id = pool.id
          AND flow.credit_id = account.id AND flow.kind = 'lease_grant'
        GROUP BY 1, 2, 3 HAVING granted <> coalesce(sum(total), 0) ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, lease {1}: {2} were promised on it, but {3} were paid by it and {4} from elsewhere",
        """SELECT lease.tenant_id, lease.id, spent, coalesce(sum(total), 0), late
        FROM ledger_lease AS lease JOIN ledger_account AS account
          ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
        LEFT JOIN ledger_flow AS flow
          ON flow.tenant_id = account.tenant_id AND flow.debit_id = account.id AND flow.kind = 'generation'
        GROUP BY 1, 2, spent, late HAVING spent <> coalesce(sum(total), 0) + late ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, lease {1} ({2}): {3} granted, {4} spent, {5} released, {6} promised after its return",
        """SELECT tenant_id, id, state, granted, spent, coalesce(released, 0), late FROM ledger_lease
        WHERE spent > granted OR released <> granted - spent OR state = 'returned' AND released IS NULL
          OR state = 'open' AND (released IS NOT NULL OR late > 0)
          OR state = 'returned' AND returned_epoch IS NOT NULL AND late > 0
        ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, event {1}: {2} credits of pictures were put on its overdraft, though leases that are"
        " gone backed only {3}",
        """WITH backed AS (
          SELECT tenant_id, event_id, sum(late) AS late FROM ledger_lease GROUP BY tenant_id, event_id
        )
        SELECT debt.tenant_id, debt.owner_id, sum(total), coalesce(late, 0)
        FROM ledger_account AS debt JOIN ledger_flow AS flow
          ON flow.tenant_id = debt.tenant_id AND flow.debit_id = debt.id AND flow.kind = 'overdraft'
          AND flow.credit_id BETWEEN %(consumed_low)s AND %(consumed_high)s
        LEFT JOIN backed ON backed.tenant_id = debt.tenant_id AND backed.event_id = debt.owner_id
        WHERE debt.kind = 'overdraft' GROUP BY 1, 2, late HAVING sum(total) > coalesce(late, 0)
        ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, event {1}: {2} credits of pictures were made, but it was given {3} and owes {4}",
        """WITH place AS (
          SELECT tenant_id, id, owner_id AS event_id,
            CASE kind WHEN 'overdraft' THEN -balance ELSE 0 END AS owed
          FROM ledger_account WHERE kind IN ('pool', 'overdraft')
          UNION ALL SELECT account.tenant_id, account.id, event_id, 0
          FROM ledger_lease AS lease JOIN ledger_account AS account
            ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
        ), side AS (
          SELECT tenant_id, debit_id AS id, credit_id AS other, -total AS total FROM ledger_flow
          UNION ALL SELECT tenant_id, credit_id, debit_id, total FROM ledger_flow
        ), sums AS (
          SELECT tenant_id, event_id,
            -sum(total) FILTER (WHERE other BETWEEN %(consumed_low)s AND %(consumed_high)s) AS made,
            sum(total) FILTER (WHERE other BETWEEN %(owners_low)s AND %(issued_high)s
              OR other BETWEEN %(forfeited_low)s AND %(forfeited_high)s) AS given
          FROM place JOIN side USING (tenant_id, id) GROUP BY tenant_id, event_id
        ), debt AS (
          SELECT tenant_id, event_id, sum(owed) AS owed FROM place GROUP BY tenant_id, event_id
        )
        SELECT tenant_id, event_id, made, coalesce(given, 0), owed
        FROM sums JOIN debt USING (tenant_id, event_id)
        WHERE made > coalesce(given, 0) + owed ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, event {1}: nobody owes its overdraft, or it is not known to owe {2}",
        """SELECT tenant_id, owner_id, -balance FROM ledger_account
        WHERE owing <> (kind = 'overdraft' AND balance < 0) OR owing AND payer_id IS NULL
        ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, charge {1}: it cost {2}, but its transfer moved {3}",
        """SELECT charge.tenant_id, charge.id, price, coalesce(amount, 0)
        FROM ledger_usercharge AS charge LEFT JOIN ledger_account AS account
          ON account.tenant_id = charge.tenant_id AND account.kind = 'user' AND account.owner_id = user_id
        LEFT JOIN ledger_transfer AS transfer ON transfer.tenant_id = charge.tenant_id
          AND transfer.id = charge.id AND transfer.kind = 'generation' AND debit_id = account.id
        WHERE price <> coalesce(amount, 0) ORDER BY 1, 2 LIMIT 100""",
    ),
    (
        "tenant {0}, charge {1}: it was given back in one place, and in the other not",
        """SELECT charge.tenant_id, charge.id
        FROM ledger_usercharge AS charge LEFT JOIN ledger_transfer AS back
          ON back.tenant_id = charge.tenant_id AND back.reverses = charge.id
        WHERE price > 0 AND (refunded_at IS NULL) <> (back.id IS NULL) ORDER BY 1, 2 LIMIT 100""",
    ),
)

_COUNT = """
SELECT (SELECT count(*) FROM ledger_account), (SELECT coalesce(sum(transfers), 0) FROM ledger_flow),
  (SELECT coalesce(sum(total), 0) FROM ledger_flow
     WHERE debit_id BETWEEN %(issued_low)s AND %(issued_high)s)
"""

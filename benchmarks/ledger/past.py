"""A long past, loaded in bulk in the very shape that the ledger and the fleet would have left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg

from benchmarks.ledger.kiosks import PRICE, Booth

_FILLED = ("ledger_transfer", "sync_op", "generations_generation")

_PAST = """
CREATE TEMP TABLE booth AS
  SELECT row_number() OVER (ORDER BY lease.kiosk_id) - 1 AS number, lease.tenant_id, lease.event_id,
    lease.kiosk_id, lease.id AS lease_id, account.id AS account_id
  FROM ledger_lease AS lease JOIN ledger_account AS account
    ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
  WHERE lease.event_id = %(event)s;
CREATE TEMP TABLE past AS
  SELECT booth.*, n, ago, now() - ago AS at, uuidv7(-ago) AS op_id, uuidv7(-ago) AS generation_id,
    upper(translate(substr(encode(sha256(n::text::bytea), 'base64'), 1, 26), '+/ILOUilou', 'ABCDEFabcd'))
      AS claim_code, encode(sha256(('photo' || n)::bytea), 'hex') AS photo
  FROM (SELECT n, (%(transfers)s - n) * interval '1 second' + interval '1 day' AS ago
        FROM generate_series(1, %(transfers)s) AS n) AS numbered
  JOIN booth ON booth.number = n %% (SELECT count(*) FROM booth)
  ORDER BY n;
"""

_TRANSFERS = """
INSERT INTO ledger_transfer (tenant_id, id, debit_id, credit_id, amount, kind, actor, reference, note, op_id,
  occurred_at, recorded_at)
SELECT tenant_id, op_id, account_id, %(consumed)s, %(price)s, 'generation', 'kiosk:' || kiosk_id,
  'event:' || event_id, '', op_id, at, at FROM past ORDER BY n;
INSERT INTO ledger_flow AS flow (tenant_id, debit_id, credit_id, kind, total, transfers)
SELECT tenant_id, account_id, %(consumed)s, 'generation', count(*) * %(price)s, count(*)
FROM past GROUP BY 1, 2
ON CONFLICT (tenant_id, debit_id, credit_id, kind)
DO UPDATE SET total = flow.total + excluded.total, transfers = flow.transfers + excluded.transfers;
UPDATE ledger_account AS account SET balance = balance - spent.total
FROM (SELECT tenant_id, account_id, count(*) * %(price)s AS total FROM past GROUP BY 1, 2) AS spent
WHERE account.tenant_id = spent.tenant_id AND account.id = spent.account_id;
UPDATE ledger_lease AS lease SET spent = lease.spent + past.total
FROM (SELECT tenant_id, lease_id, count(*) * %(price)s AS total FROM past GROUP BY 1, 2) AS past
WHERE lease.tenant_id = past.tenant_id AND lease.id = past.lease_id;
"""

_OPS = """
INSERT INTO sync_op (tenant_id, id, kiosk_id, epoch, seq, kind, digest, payload, occurred_at, recorded_at,
  status, code, sentence)
SELECT tenant_id, op_id, kiosk_id, 1, 1000000 + n, 'generation.requested', sha256(n::text::bytea),
  json_build_object('claim_code', claim_code, 'consent_at', at, 'consent_version', '2026-01', 'event_id',
    event_id, 'generation_id', generation_id, 'language', 'es', 'lease_id', lease_id, 'photo_sha256', photo,
    'price', %(price)s::bigint, 'session_id', generation_id, 'style_id', %(style)s::uuid, 'ticket', n),
  at, at, 'applied', '', '' FROM past ORDER BY n;
"""

_GENERATIONS = """
INSERT INTO generations_generation (tenant_id, id, event_id, kiosk_id, session_id, style_id, op_id, lease_id,
  price, photo_sha256, claim_code, ticket, language, consent_version, consent_at, requested_at, recorded_at,
  state, attempts, provider, result_sha256, before_sha256, thumbnail_sha256)
SELECT tenant_id, generation_id, event_id, kiosk_id, generation_id, %(style)s, op_id, lease_id, %(price)s,
  photo, claim_code, n, 'es', '2026-01', at, at, at, 'ready', 1, 'looks', photo, photo, photo
FROM past ORDER BY n;
INSERT INTO generations_claimcode (code, tenant_id, kiosk_id, generation_id, event_id, ticket, ticket_prefix,
  language, refusal, recorded_at)
SELECT claim_code, tenant_id, kiosk_id, generation_id, event_id, n, '', 'es', '', at FROM past ORDER BY n;
"""


def load(url: str, booth: Booth, transfers: int) -> None:
    """So many pictures of the booth's event, one a second until yesterday, paid from its kiosks' leases."""
    from central.ledger.accounts import AccountKind, account_id

    named = {
        "event": booth.event_id,
        "style": booth.style_id,
        "price": PRICE,
        "transfers": transfers,
        "consumed": account_id(AccountKind.CONSUMED, UUID(booth.event_id)),
    }
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        with _bare(connection):
            for part in (_PAST, _TRANSFERS, _OPS, _GENERATIONS):
                connection.execute(part, named)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


@contextmanager
def _bare(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[None]:
    """Rows go in many times faster while the tables have no indexes but their keys."""
    dropped = connection.execute(_INDEXES, [list(_FILLED)]).fetchall()
    for drop, _ in dropped:
        connection.execute(str(drop))
    yield
    for _, create in dropped:
        connection.execute(str(create))


_INDEXES = """
SELECT CASE WHEN made.conname IS NULL THEN format('DROP INDEX %%I', class.relname)
            ELSE format('ALTER TABLE %%I DROP CONSTRAINT %%I', index.indrelid::regclass, made.conname) END,
       CASE WHEN made.conname IS NULL THEN pg_get_indexdef(index.indexrelid)
            ELSE format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', index.indrelid::regclass, made.conname,
                        pg_get_constraintdef(made.oid)) END
FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid
LEFT JOIN pg_constraint AS made ON made.conindid = index.indexrelid
WHERE NOT index.indisprimary AND index.indrelid::regclass::text = ANY(%s)
"""

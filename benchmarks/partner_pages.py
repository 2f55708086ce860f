"""What a partner's pages cost with 2,000 events, 50,000 pictures, 200 booths and 300 clients behind them.

`python -m benchmarks.partner_pages` prints a Markdown table: an answer's milliseconds of CPU, those of the
database included, its statements, and the slowest of them by the clock. Needs Linux.
"""

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

EVENTS, PICTURES, BOOTHS, CLIENTS, RUNNING = 2_000, 50_000, 200, 300, 40
ROUNDS = 7
PATHS = (
    "", "tonight", "events/", "events/?state=ended", "events/{event}/", "events/{event}/edit", "events/new",
    "clients/", "clients/?q=Cliente%2029", "clients/{client}/", "clients/{client}/history", "requests/",
    "wallet/", "wallet/?kind=allocation", "wallet/buy", "analytics?span=week", "analytics?span=month",
    "analytics?span=year", "analytics?since=2020-01-01", "booths/", "more",
)  # fmt: skip


def main() -> None:
    """On a database of its own."""
    data = Path(tempfile.mkdtemp(prefix="cabina-pages-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ |= {
        "CABINA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "central.settings", "DATABASE_POOL": "0",
        "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    from central.server import postgres

    with postgres.running(data):
        import django

        django.setup()
        measure()


def measure() -> None:
    """One line a page."""
    from django.core.management import call_command
    from django.db import connection, connections
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from tests.central.dashboards.visitors import visitor

    call_command("migrate", verbosity=0)
    setup_test_environment()
    person, named = filled()
    browser = visitor(person)
    print("| page | ms | statements | slowest, ms |")
    print("|---|---:|---:|---:|")
    for path in PATHS:
        address = "/partner/" + path.format(**named)
        if browser.get(address).status_code != 200:
            continue  # Of another version.
        took = min(timed(browser, address) for _ in range(ROUNDS))
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        slowest = max(asked.captured_queries, key=lambda each: float(each["time"]))
        print(f"| /{path} | {took:.0f} | {len(asked)} | {float(slowest['time']) * 1000:.0f} |", flush=True)
        if os.environ.get("CABINA_SLOW") and float(slowest["time"]) > 0.02:
            print(slowest["sql"][:3000])
    connections.close_all()


def database_seconds() -> float:
    """Of CPU, that this process's connection has cost the database."""
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    return int(Path(f"/proc/{raw.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9


def timed(browser: Any, address: str) -> float:  # noqa: ANN401 - Django's
    """Milliseconds of CPU of one answer, the database's included."""
    before, begun = database_seconds(), time.process_time()
    browser.get(address)
    return (time.process_time() - begun + database_seconds() - before) * 1000


def filled() -> tuple[Any, dict[str, object]]:
    """The partner's person, and what stands in the addresses; events are spread over two years."""
    from django.db import connection

    from central.analytics.counting import count_settled
    from central.analytics.models import BoothHour
    from central.events.models import Event
    from central.fleet.models import Kiosk
    from central.ledger.accounts import AccountKind, account_id
    from central.ledger.pools import pool_of
    from central.payments import packs
    from central.tenants import credit_requests
    from central.tenants.models import Role
    from contract.ids import new_id
    from tests.central.persons import a_user
    from tests.central.world import World

    packs.install()
    world = World(credits=100_000_000)
    clients = some_clients(world)
    for at in range(EVENTS):
        world.event(10_000, name=f"Evento {at}", client_id=clients[at % CLIENTS].id if at % 3 else None)
    events = list(Event.objects.order_by("created_at"))
    booths = [world.booth(events[-1 - at % RUNNING], f"Cabina {at}") for at in range(BOOTHS)]
    told: dict[str, Any] = {"tenant": world.tenant_id, "pictures": PICTURES, "running": RUNNING}
    told["style"] = world.style.id
    accounts = [(event.id, pool_of(event.id), account_id(AccountKind.CONSUMED, event.id)) for event in events]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE account (event_id uuid, pool_id uuid, consumed_id uuid)")
        cursor.executemany("INSERT INTO account VALUES (%s, %s, %s)", accounts)
        for part in _PAST:
            cursor.execute(part, told)
    while count_settled():
        pass
    assert sum(BoothHour.objects.values_list("made", flat=True)) == PICTURES
    host = a_user(Role.CLIENT, world.tenant_id, clients[0].id)
    for _ in range(200):
        credit_requests.ask(host, new_id(), 100, "Más")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Kiosk.objects.count() == len(booths)
    person = a_user(Role.PARTNER, world.tenant_id)
    return person, {"event": events[-1].id, "client": clients[1].id}


def some_clients(world: Any) -> list[Any]:  # noqa: ANN401 - known only behind Django
    """With credits, each given in ten parts."""
    from datetime import UTC, datetime

    from central.ledger.transfer_requests import TransferRequest
    from central.tenants import clients
    from central.tenants.provisioning import ensure_client
    from contract.ids import new_id

    made = [ensure_client(world.tenant_id, f"cliente-{at}", f"Cliente {at}") for at in range(CLIENTS)]
    for client in made:
        for _ in range(10):
            transfer = TransferRequest(new_id(), "test", datetime.now(UTC))
            clients.allocate(world.tenant_id, client.id, 20_000, transfer)
    return made


_PAST = (
    """
UPDATE events_event AS event SET starts_at = now() - ago, ends_at = now() - ago + interval '6 hours'
FROM (SELECT id, row_number() OVER (ORDER BY created_at DESC) AS place FROM events_event
      WHERE tenant_id = %(tenant)s) AS ranked,
LATERAL (SELECT CASE WHEN place <= %(running)s THEN interval '2 hours'
  ELSE place * interval '8 hours' END AS ago) AS shifted
WHERE event.tenant_id = %(tenant)s AND ranked.id = event.id
""",
    """
CREATE TEMP TABLE past AS
SELECT n, event.id AS event_id, kiosk.id AS kiosk_id,
  event.starts_at + (n %% 300) * interval '1 minute' AS at,
  gen_random_uuid() AS id, encode(sha256(('photo' || n)::bytea), 'hex') AS photo, pool_id, consumed_id
FROM generate_series(1, %(pictures)s) AS n
JOIN (SELECT *, row_number() OVER (ORDER BY created_at) - 1 AS place FROM events_event
      WHERE tenant_id = %(tenant)s) AS event
  ON event.place = n %% (SELECT count(*) FROM events_event WHERE tenant_id = %(tenant)s)
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM fleet_kiosk
      WHERE tenant_id = %(tenant)s) AS kiosk
  ON kiosk.place = n %% (SELECT count(*) FROM fleet_kiosk WHERE tenant_id = %(tenant)s)
JOIN account ON account.event_id = event.id
""",
    """
INSERT INTO ledger_transfer (tenant_id, id, debit_id, credit_id, amount, kind, actor, reference, note, op_id,
  occurred_at, recorded_at)
SELECT %(tenant)s, id, pool_id, consumed_id, 100, 'generation', 'kiosk:' || kiosk_id, 'event:' || event_id,
  '', id, at, at FROM past
""",
    """
INSERT INTO ledger_flow AS flow (tenant_id, debit_id, credit_id, kind, total, transfers)
SELECT %(tenant)s, pool_id, consumed_id, 'generation', count(*) * 100, count(*) FROM past GROUP BY 2, 3
ON CONFLICT (tenant_id, debit_id, credit_id, kind)
DO UPDATE SET total = flow.total + excluded.total, transfers = flow.transfers + excluded.transfers
""",
    """
UPDATE ledger_account AS account SET balance = balance - spent.total
FROM (SELECT pool_id, count(*) * 100 AS total FROM past GROUP BY 1) AS spent
WHERE account.tenant_id = %(tenant)s AND account.id = spent.pool_id
""",
    """
INSERT INTO generations_generation (tenant_id, id, event_id, kiosk_id, session_id, style_id, op_id, price,
  photo_sha256, claim_code, ticket, language, consent_version, consent_at, requested_at, recorded_at, state,
  attempts, provider, result_sha256, before_sha256, thumbnail_sha256)
SELECT %(tenant)s, id, event_id, kiosk_id, id, %(style)s, id, 100, photo, lpad(n::text, 26, '0'), n, 'es',
  '1', at, at, at, 'queued', 1, 'looks', '', '', '' FROM past
""",
    "UPDATE generations_generation SET state = 'ready', result_sha256 = photo_sha256",
)


if __name__ == "__main__":
    main()

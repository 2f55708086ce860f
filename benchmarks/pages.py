"""What the pages of hosts and partners cost the server: time and statements, with little and with much.

`python -m benchmarks.pages [--events 2000] [--pictures 50000] [--booths 200]` prints a Markdown table. It
opens every page that people come to by links, first on the sample platform, then with all that under its one
partner. Needs Linux.
"""

import argparse
import atexit
import os
import re
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

ROOMS = {"client": "/client/", "partner": "/partner/"}
_OF_BOTH = ("/events/", "/templates/", "/favourites/")
_LINK = re.compile(r'(?:href|hx-get)="([^"]+)"')
_OF_A_KIND = 4
"""How many pages of one route are opened."""
_MOST_PAGES = 150
_ROUNDS = 5
_BATCH = 500


@dataclass(frozen=True)
class Cost:
    """Of one page: milliseconds of CPU, the database's included; statements, and the slowest's by
    the clock; bytes of HTML."""

    address: str
    cpu: float
    statements: int
    slowest: float
    size: int


def main() -> None:
    """On a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--pictures", type=int, default=50_000)
    parser.add_argument("--booths", type=int, default=200)
    asked = parser.parse_args()
    data = Path(tempfile.mkdtemp(prefix="cabina-pages-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ |= {
        "CABINA_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "central.settings",
        "DATABASE_POOL": "0",
        "LOG_LEVEL": "WARNING",
    }
    os.environ.pop("DATABASE_URL", None)
    from central.server import postgres

    with postgres.running(data):
        import django

        django.setup()
        measure(asked.events, asked.pictures, asked.booths)


def measure(events: int, pictures: int, booths: int) -> None:
    """Print each page's cost, the dearest first."""
    from django.core.management import call_command
    from django.db import connection, connections

    from central.demo_data import sample

    call_command("migrate", verbosity=0)
    sample.install(full=True)
    little = costs_of_rooms()
    began = time.monotonic()
    fill(events, pictures, booths)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    took = time.monotonic() - began
    print(f"{events:,} events, {pictures:,} pictures, {booths:,} booths, made in {took:.0f} s\n")
    much = costs_of_rooms()
    print("| page | ms of CPU | statements | the slowest, ms | kB | with little: ms | statements |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for route, cost in sorted(much.items(), key=lambda each: -each[1].cpu):
        few = little.get(route)
        now = f"{cost.cpu:.0f} | {cost.statements} | {cost.slowest:.0f} | {cost.size / 1000:.0f}"
        print(f"| {route} | {now} | " + (f"{few.cpu:.0f} | {few.statements} |" if few else "| |"))
    connections.close_all()


def costs_of_rooms() -> dict[str, Cost]:
    """Of every page of the rooms, by the name of its route: that of the dearest."""
    from central.tenants.models import User
    from tests.central.dashboards.visitors import visitor

    found: dict[str, list[Cost]] = defaultdict(list)
    for role, home in ROOMS.items():
        browser = visitor(User.objects.get(email=f"{role}@demo.example"))
        for route, address in pages(browser, home):
            found[route].append(cost(browser, address))
    return {route: max(each, key=lambda one: one.cpu) for route, each in found.items()}


def pages(browser: Any, home: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - Django's test client
    """Route and address of each page that links lead to from here; some of each route."""
    waiting, known = [home], {home}
    opened: dict[str, int] = defaultdict(int)
    while waiting and sum(opened.values()) < _MOST_PAGES:
        address = waiting.pop(0)
        answer = browser.get(address)
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code != 200 or not kind.startswith("text/html"):
            continue
        route = answer.resolver_match.view_name
        if opened[route] >= _OF_A_KIND:
            continue
        opened[route] += 1
        yield route, address
        for link in _LINK.findall(answer.content.decode()):
            to = urlsplit(urljoin(address, link.replace("&amp;", "&")))
            path = to.path + (f"?{to.query}" if to.query else "")
            inside = not to.netloc and to.path.startswith((home, *_OF_BOTH))
            if inside and path not in known and "format=" not in path:
                known.add(path)
                waiting.append(path)


def cost(browser: Any, address: str) -> Cost:  # noqa: ANN401 - Django's test client
    """The least of some rounds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rounds = []
    for _ in range(_ROUNDS):
        began = time.process_time() + database_seconds()
        browser.get(address)
        rounds.append(time.process_time() + database_seconds() - began)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    slowest = max(float(each["time"]) for each in asked.captured_queries)
    return Cost(address, min(rounds) * 1000, len(asked), slowest * 1000, len(answer.content))


def database_seconds() -> float:
    """Of CPU, that this process's connection has cost the database."""
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    return int(Path(f"/proc/{raw.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9


def fill(events: int, pictures: int, booths: int) -> None:
    """All of it under the sample partner, most of it its client's, in the ways in which it comes about."""
    from django.utils import timezone

    from central.ledger import issuance
    from central.ledger.accounts import AccountKind, account_id
    from central.ledger.transfer_requests import TransferRequest
    from central.tenants.models import Client
    from central.tenants.tariff import tariff
    from contract.ids import new_id

    client, price = Client.objects.get(slug="demo-client"), tariff().generation_price
    most = price * (1 + -(-pictures // booths))
    for kind, owner in ((AccountKind.CLIENT, client.id), (AccountKind.WALLET, client.tenant_id)):
        request = TransferRequest(new_id(), "benchmark", timezone.now(), "benchmark")
        account = account_id(kind, owner)
        issuance.top_up(client.tenant_id, account, price * events + most * booths, request)
    for number in range(events):
        running = number < booths
        event = celebrate(client, number, running, most if running else price)
        if running:
            take_pictures(event, pictures // booths)


def celebrate(client: Any, number: int, running: bool, credits: int) -> Any:  # noqa: ANN401 - behind Django
    """An event, of the partner itself or of its client: now, or within a year."""
    from django.utils import timezone

    from central.events.lifecycle import Plan
    from central.operations import event_creation
    from contract.config import EventState

    ahead = timedelta(hours=-1 - number % 20) if running else timedelta(days=1 + number % 300)
    starts = timezone.now() + ahead
    plan = Plan(
        tenant_id=client.tenant_id, client_id=client.id if number % 4 else None, name=f"Fiesta {number}",
        starts_at=starts, ends_at=starts + timedelta(hours=30), credits=credits,
        time_zone="America/Argentina/Buenos_Aires",
    )  # fmt: skip
    return event_creation.create_once(plan, "benchmark", EventState.LIVE)[0]


def take_pictures(event: Any, count: int) -> None:  # noqa: ANN401 - behind Django
    """By one booth, since yesterday; each of them is ready."""
    from django.utils import timezone

    from central.analytics.counting import count_settled
    from central.catalogue.offers import offered_styles
    from central.catalogue.prices import price_of
    from central.demo_data.booths import DemoBooth
    from central.generations.models import Generation
    from central.tenants.tariff import tariff
    from contract.ids import new_id
    from contract.sync import GenerationState

    booth, price, now = DemoBooth(event, f"Cabina de {event.name}"), tariff().generation_price, timezone.now()
    styles = [style for style in offered_styles(event) if price_of(style, None, price) == price]
    for first in range(0, count, _BATCH):
        booth.settle([
            booth.requested(
                event, styles[at % len(styles)], price, now - timedelta(minutes=at % 1_400),
                session_id=new_id(), ticket=at + 1,
            )
            for at in range(first, min(first + _BATCH, count))
        ])  # fmt: skip
    ready = {"state": GenerationState.READY, "finished_at": now}
    pictures = dict.fromkeys(("result_sha256", "thumbnail_sha256"), styles[0].sample_sha256)
    Generation.objects.filter(tenant_id=event.tenant_id, event_id=event.id).update(**ready, **pictures)
    booth.beat(prints_left=200)
    count_settled()


if __name__ == "__main__":
    main()

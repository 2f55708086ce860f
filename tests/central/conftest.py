"""The platform's real parts for tests: one embedded PostgreSQL per session, emptied before each test."""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

# Before anything of ours is imported: settings are read once.
DATA = Path(tempfile.mkdtemp(prefix="cabina-tests-"))
(DATA / "static").mkdir()
SERVER_LOG = DATA / "web_server.log"
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
for _name in ("DATABASE_URL", "SECRET_KEY", "SERVER_KEY"):
    os.environ.pop(_name, None)
os.environ |= {
    "CABINA_DATA": str(DATA),
    "DJANGO_SETTINGS_MODULE": "central.settings",
    "DATABASE_POOL": "0",
    "LOG_LEVEL": "WARNING",
    "TIME_ZONE": "UTC",
}

import django  # noqa: E402

django.setup()

from django.db import connection, connections  # noqa: E402
from procrastinate import App  # noqa: E402
from procrastinate.contrib.django import app  # noqa: E402

from central.blobs.holdings import Holder  # noqa: E402
from central.catalogue import install  # noqa: E402
from central.catalogue.samples import sample  # noqa: E402
from central.fleet.models import Kiosk  # noqa: E402
from central.server import postgres  # noqa: E402
from central.server.hashing import SmallArgon2  # noqa: E402
from central.server.static_files import PackedFiles  # noqa: E402
from central.tokens import new_token, token_hash  # noqa: E402
from contract.ids import new_id  # noqa: E402
from tests import once  # noqa: E402
from tests.central.emptying import empty, leave_as_new, opened  # noqa: E402
from tests.central.mercadopago import MercadoPago  # noqa: E402
from tests.central.payers import open_shop, platform_of  # noqa: E402
from tests.central.persons import Person, a_partner  # noqa: E402
from tests.central.web import web_server  # noqa: E402
from tests.central.world import World  # noqa: E402
from tests.migrated import QUICK, begin_migrated  # noqa: E402

_HASHES_AS_THEY_ARE = {
    name: getattr(SmallArgon2, name) for name in ("time_cost", "memory_cost", "parallelism")
}


@pytest.fixture(scope="session")
def embedded_database() -> Iterator[str]:
    """A migrated database; its URL."""
    begin_migrated(DATA)
    with postgres.running(DATA, options=QUICK) as url:
        yield url
        connections.close_all()
        opened().close()


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """The platform's sample pictures: two dozen, and each takes longer than most tests."""

    def drawn(look: str, position: int) -> bytes:
        return once.made(f"{look}-{position}.jpg", lambda: sample(look, position))

    with pytest.MonkeyPatch.context() as artist:
        artist.setattr(install, "sample", drawn)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Every test client loads the middleware anew, as a process does; most of that is finding these files."""
    find, found = PackedFiles.add_files_from_finders, dict[str, Any]()

    def add_found(middleware: PackedFiles) -> None:
        if not found:
            find(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as finder:
        finder.setattr(PackedFiles, "add_files_from_finders", add_found)
        yield


@pytest.fixture
def database(embedded_database: str) -> Iterator[str]:
    """The database, empty of everything that earlier tests left; its URL."""
    empty()
    yield embedded_database
    leave_as_new()


@pytest.fixture(scope="session")
def server(embedded_database: str) -> Iterator[str]:
    """The platform's web server as a process of its own: its address. Use `database` beside it."""
    with web_server(embedded_database, log=str(SERVER_LOG)) as address:
        yield address


@pytest.fixture
def server_log(server: str) -> Path:
    """What that web server has said."""
    return SERVER_LOG


@pytest.fixture
def world(database: str) -> World:
    """A partner with credits; tests that need another say so by a fixture of their own."""
    return World()


@pytest.fixture
def partner(world: World) -> Person:
    """Who acts for the world's partner."""
    return a_partner(world.tenant_id)


@pytest.fixture(scope="session", autouse=True)
def quick() -> Iterator[None]:
    """Hashes that are made in no time, where it does not matter how good they are."""
    with pytest.MonkeyPatch.context() as hasher:
        for name, value in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            hasher.setattr(SmallArgon2, name, value)
        yield


@pytest.fixture
def good_hashes(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes as the platform makes them."""
    for name, value in _HASHES_AS_THEY_ARE.items():
        monkeypatch.setattr(SmallArgon2, name, value)


@pytest.fixture
def shop(database: str) -> Iterator[MercadoPago]:
    """Packs for sale, and a MercadoPago that this process's platform asks."""
    with open_shop() as opened:
        yield opened


@pytest.fixture
def shop_server(shop: MercadoPago, database: str) -> Iterator[str]:
    """A web server of its own that asks this MercadoPago; its address."""
    with platform_of(shop, database) as address:
        yield address


@pytest.fixture
def worker(database: str) -> Iterator[App]:
    """The app as a worker process sees it, with nothing else in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        yield worker_app


@pytest.fixture
def kiosk_client(database: str, server: str) -> Iterator[Callable[..., tuple[httpx.Client, Holder]]]:
    """Makes enrolled kiosks: each one's HTTP client, at `/api/v1`, and what it holds blobs as."""
    with contextlib.ExitStack() as clients:

        def make(tenant_id: UUID | None = None) -> tuple[httpx.Client, Holder]:
            tenant_id, event_id = tenant_id or new_id(), new_id()
            token = new_token(tenant_id)
            kiosk = Kiosk.objects.create(
                tenant_id=tenant_id, name="Kiosk", event_id=event_id, token_hash=token_hash(token)
            )
            headers = {"Authorization": f"Bearer {token}"}
            client = clients.enter_context(
                httpx.Client(base_url=f"{server}/api/v1", headers=headers, timeout=20)
            )
            return client, Holder(tenant_id, event_id, kiosk.id)

        yield make

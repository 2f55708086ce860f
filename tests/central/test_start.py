"""What a process of the platform loads before it answers, and what `central web` loads for its workers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from central.base.models import Incarnation
from central.operations import incarnations
from central.operations.up_to_date import is_up_to_date
from central.payments import packs
from central.payments.models import CreditPack
from central.server.migrations_on_disk import migrations_of

LATER = {"cv2", "numpy", "httpx", "requests", "anymail", "pictures.sheets.single"}
"""What makes pictures, asks other services or sends mail by one."""
OF_PAGES = {
    "central.dashboards.kit.templatetags.kit",
    "central.dashboards.bell.notices",
    "ninja",
    "reportlab",
}


@pytest.mark.parametrize(
    ("part", "later"),
    [
        ("central.server.asgi", LATER),
        ("central.operations.worker", LATER | OF_PAGES),
        ("central.ledger.audit", LATER | OF_PAGES),
    ],
)
def test_nothing_is_loaded_before_there_is_a_use_for_it(tmp_path: Path, part: str, later: set[str]) -> None:
    """Each process of the platform, and each of its commands, loads everything anew."""
    program = (
        f"import django, sys; django.setup(); import {part}; print(sorted({later} & sys.modules.keys()))"
    )
    environment = os.environ | {"CABINA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "central.settings"}
    loaded = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "[]\n"


def test_the_web_servers_first_process_loads_no_django_under_a_supervisor(tmp_path: Path) -> None:
    """Each of its workers is a process of its own, and loads it once more."""
    program = """
import os, sys
os.environ["CABINA_PARENT"] = str(os.getppid())
import granian
granian.Granian.serve = lambda self: print([each for each in ("django",) if each in sys.modules])
from central.__main__ import main
main(["web", "--port", "1"])
"""
    nowhere = {"CABINA_DATA": str(tmp_path), "DATABASE_URL": "postgresql://nobody@/nowhere?host=/nowhere"}
    loaded = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | nowhere, capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "[]\n"


@pytest.fixture
def started(database: str) -> Iterator[str]:
    """The database as `central run` leaves it; its URL. Afterwards it is in its first incarnation again."""
    incarnations.ensure()
    packs.install()
    yield database
    with connection.cursor() as cursor:
        for table in incarnations.STAMPED:
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN incarnation SET DEFAULT 0")


def test_a_second_start_leaves_loading_django_to_the_processes_that_need_it(
    started: str, tmp_path: Path
) -> None:
    program = """
import sys
from central.server import supervisor
supervisor.supervise = lambda children, *_: print(len(children), "django" in sys.modules)
from central.__main__ import main
main(["run", "--port", "1"])
"""
    environment = os.environ | {"CABINA_DATA": str(tmp_path), "DATABASE_URL": started}
    loaded = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "2 False\n"


def test_the_migrations_on_disk_are_those_that_django_finds() -> None:
    assert migrations_of(tuple(settings.INSTALLED_APPS)) == set(MigrationLoader(None).disk_migrations or {})


def test_only_where_nothing_is_left_to_do_a_database_is_up_to_date(started: str) -> None:
    apps = settings.INSTALLED_APPS
    assert is_up_to_date(started, apps)
    CreditPack.objects.all().delete()
    assert not is_up_to_date(started, apps)
    packs.install()
    Incarnation.objects.update(server="another one")
    assert not is_up_to_date(started, apps)
    incarnations.ensure()
    assert is_up_to_date(started, apps)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app, name FROM django_migrations WHERE app = 'ledger' ORDER BY id DESC LIMIT 1"
        )
        last = cursor.fetchone()
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", last)
        try:
            assert not is_up_to_date(started, apps)
        finally:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", last)


def test_a_database_that_is_empty_or_away_is_not_up_to_date(started: str, tmp_path: Path) -> None:
    assert not is_up_to_date(started.replace("/cabina?", "/postgres?"), settings.INSTALLED_APPS)
    assert not is_up_to_date(f"postgresql://nobody@/nowhere?host={tmp_path}", settings.INSTALLED_APPS)

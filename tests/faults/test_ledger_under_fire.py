"""A hundred connections on few accounts; backends die, the database crashes, the web server is killed.

Every op that was acknowledged is in the ledger exactly once and with its content, what was refused or rolled
back has left nothing, nobody waits in a circle. `CABINA_FIRE=15` makes it fifteen times as long, and
`CABINA_FIRE_SEED` another one; who does what is in `tests/faults/fire`. The threads meet as they will: a seed
fixes what each of them wants, not who comes first.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from central.server import postgres
from tests.faults.fire import database
from tests.migrated import begin_migrated

FACTOR = int(os.environ.get("CABINA_FIRE", "1"))
SEED = os.environ.get("CABINA_FIRE_SEED", "20261121")

pytestmark = pytest.mark.timeout(240 * FACTOR)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """With a migrated database that does fsync; not below pytest's own, closed to the database's user."""
    made = Path(tempfile.mkdtemp(prefix="cabina-fire-"))
    (made / "static").mkdir()
    try:
        begin_migrated(made)
        with postgres.running(made, ["deadlock_timeout=250ms"]):
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def run(folder: Path, module: str, *arguments: str) -> str:
    """What one of our programs prints, run on this folder's database."""
    environment = os.environ | {
        "CABINA_DATA": str(folder),
        "DATABASE_URL": database.Target(folder).url,
        "DATABASE_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "central.settings",
        "LOG_LEVEL": "WARNING",
        "TIME_ZONE": "UTC",
    }
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (module, SEED, done.stdout)
    return done.stdout


def burn(folder: Path, program: str) -> dict[str, Any]:
    """The figures of a run in which nothing went wrong."""
    told = json.loads(run(folder, f"tests.faults.fire.{program}", str(folder), SEED, str(FACTOR)))
    figures: dict[str, Any] = told["figures"]
    sys.stdout.write(f"{program}, seed {SEED}: {figures}\n")
    if told["faults"] or told["deadlocks"]:
        pytest.fail(
            "\n\n".join([f"seed {SEED}: {figures}", *told["faults"], *told["deadlocks"]]), pytrace=False
        )
    assert figures["deadlocks"] == figures.get("deadlocks and serialization failures", 0) == 0
    return figures


def demand(figures: dict[str, Any], **least: int) -> None:
    """That enough of it happened for the proof to mean something."""
    for figure, number in least.items():
        assert figures.get(figure.replace("_", " "), 0) >= number, (SEED, figure, figures)


def test_a_hundred_connections_on_few_accounts(folder: Path) -> None:
    figures = burn(folder, "direct")
    assert figures["connections"] == 100
    assert figures["restarts"] == ["immediate", "fast"]
    demand(figures, operations=800, transfers=250, readings=100, repetitions=100, refusals=20, conflicts=1)
    demand(figures, rolled_back_on_purpose=20, killed_halfway=5, killed_at_random=10, reconnections=50)


def test_booths_on_a_web_server_whose_database_goes_and_comes(folder: Path) -> None:
    figures = burn(folder, "web")
    assert figures["restarts"] == ["immediate", "fast"]
    assert figures["web servers killed"] == 1
    demand(figures, answers=300, transfers=100, repetitions=100, told_to_try_later=100, lost_connections=1)

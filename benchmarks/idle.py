"""What events that nothing happens to cost the worker: a round of each periodic task, with 10,000 of them.

`python -m benchmarks.idle` prints a Markdown table.
"""

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

COUNTS = (10, 1_000, 10_000)
ROUNDS = 20


def main() -> None:
    """On a database of its own."""
    data = Path(tempfile.mkdtemp(prefix="cabina-idle-"))
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
        measure()


def measure() -> None:
    """The statements and milliseconds of one round, by how many events there are."""
    from django.core.management import call_command
    from django.db import connections

    from tests.central.test_idle_costs import idle_events, rounds, statements
    from tests.central.world import World

    call_command("migrate", verbosity=0)
    world, there = World(), 0
    print("| idle events | statements | ms a round | of it announcing |")
    print("|---:|---:|---:|---:|")
    for count in COUNTS:
        idle_events(world, count - there)
        there = count
        asked = sum(statements(run) for _, run in rounds())
        seconds = {name: min(timed(run) for _ in range(ROUNDS)) for name, run in rounds()}
        total, announcing = sum(seconds.values()) * 1000, seconds["fleet.announce"] * 1000
        print(f"| {count:,} | {asked} | {total:.1f} | {announcing:.1f} |", flush=True)
    connections.close_all()


def timed(run: object) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    run()  # type: ignore[operator]
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

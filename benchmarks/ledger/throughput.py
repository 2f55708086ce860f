"""Deductions a second through the API, by many kiosks on one event at the same time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ledger.kiosks import Booth, plan
from benchmarks.ledger.platform import ROOT, Web, database_cpu_seconds

_HIGHEST_RATE = 40_000
"""Ops a second that are prepared for, so that no kiosk runs out of them."""


@dataclass(frozen=True)
class Throughput:
    """What one run gave. CPU is in cores: 1.0 is one core, busy all the time."""

    ops_in_a_sync: int
    applied: int
    seconds: float
    median_ms: float
    p99_ms: float
    web_cores: float
    database_cores: float
    load_cores: float

    @property
    def a_second(self) -> float:
        """Ops that were answered `applied`."""
        return self.applied / self.seconds


def measure(folder: Path, web: Web, booths: Sequence[Booth], ops: int, seconds: float) -> Throughput:
    """Let the booths send syncs of so many ops for so long. Ends the run if any op was not applied."""
    most = max(20, round(_HIGHEST_RATE * seconds / ops / len(booths)))
    most = min(most, 200_000 // len(booths))
    command = [
        sys.executable,
        "-m",
        "benchmarks.ledger.load",
        str(web.port),
        str(ops),
        str(seconds),
        str(most),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as load:
        assert load.stdin and load.stdout
        load.stdin.write(plan(booths) + "\n")
        load.stdin.flush()
        if load.stdout.readline() != "ready\n":
            raise SystemExit("the load generator did not start")
        before = web.cpu_seconds(), database_cpu_seconds(folder)
        load.stdin.write("go\n")
        load.stdin.flush()
        line = load.stdout.readline()
        after = web.cpu_seconds(), database_cpu_seconds(folder)
    if not line:
        raise SystemExit("the load generator failed")
    told = json.loads(line)
    if set(told["fates"]) != {"applied"}:
        raise SystemExit(f"not every op was applied: {told['fates']}")
    spent = told["seconds"]
    return Throughput(
        ops_in_a_sync=ops,
        applied=told["fates"]["applied"],
        seconds=spent,
        median_ms=told["median_ms"],
        p99_ms=told["p99_ms"],
        web_cores=(after[0] - before[0]) / spent,
        database_cores=(after[1] - before[1]) / spent,
        load_cores=told["cpu_seconds"] / spent,
    )


def refuse_wrong_books(booths: Sequence[Booth], applied: int) -> None:
    """End the run if credits were lost, made, or spent twice."""
    from central.events.credits import credits_of
    from central.events.models import Event
    from central.ledger.audit import audit

    counted = credits_of(Event.objects.get(tenant_id=booths[0].tenant_id, id=booths[0].event_id))
    if counted.consumed != applied or not counted.adds_up:
        raise SystemExit(f"{applied} ops were applied, but the event's credits are {counted}")
    found = audit()
    if not found.clean:
        raise SystemExit("\n".join(found.faults))

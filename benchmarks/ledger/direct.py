"""The ledger's own charge, called directly: no HTTP, no parsing, no ops and pictures to be recorded.

A process of its own, `python -m benchmarks.ledger.direct CHARGES SECONDS`; its booths come as a line of JSON.
It says `ready`, waits for a line, and prints how many charges were paid.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle
from uuid import UUID

from benchmarks.ledger.kiosks import PRICE, Booth, plan, planned
from benchmarks.ledger.platform import ROOT

PROCESSES = 2


def measure(booths: Sequence[Booth], charges: int, seconds: float) -> float:
    """Charges a second by a few processes at once, in batches of so many, each batch one transaction."""
    command = [sys.executable, "-m", "benchmarks.ledger.direct", str(charges), str(seconds)]
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env=os.environ)
        for _ in range(PROCESSES)
    ]
    for number, each in enumerate(running):
        _say(each, plan(booths[number::PROCESSES]))
    for each in running:
        if _heard(each) != "ready":
            raise SystemExit("a process that charges did not start")
    for each in running:
        _say(each, "go")
    return sum(float(_heard(each)) for each in running)


def main() -> None:
    """Run as the module's docstring says."""
    import django

    django.setup()
    charges, seconds = int(sys.argv[1]), float(sys.argv[2])
    booths = planned(sys.stdin.readline())
    print("ready", flush=True)
    sys.stdin.readline()
    paid, start = 0, time.perf_counter()
    for booth in cycle(booths):
        if time.perf_counter() - start >= seconds:
            break
        paid += _charge(booth, charges)
    print(paid / (time.perf_counter() - start))


def _charge(booth: Booth, charges: int) -> int:
    from central.ledger.kiosk_charges import Charge, charge
    from contract.ids import new_id

    now = datetime.now(UTC)
    event_id, lease_id = UUID(booth.event_id), UUID(booth.lease_id)
    batch = [Charge(new_id(), event_id, lease_id, PRICE, now) for _ in range(charges)]
    answers = charge(UUID(booth.tenant_id), UUID(booth.id), batch)
    return sum(code is None for code in answers.values())


def _say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


if __name__ == "__main__":
    main()

"""How long `central run` takes until it answers, and how much memory its processes take.

`python -m benchmarks.platform_start` prints a Markdown table. `--beside CHECKOUT` measures another one in
the same run. The first start makes the database; the others are what an operator waits for. The worker's
memory is read after it has made each look once, of a photo as a booth's camera takes it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
STARTS = 5
_PICTURES = """
import os, sys, time
import django
django.setup()
import looks
from central.catalogue.models import Style
from central.generations.models import Generation
from tests.central.booths import Booth
from tests.central.pictures import jpeg
booth = Booth()
for number, name in enumerate(looks.names()):
    Style.objects.filter(id=booth.style.id).update(look=name)
    picture = booth.queued(jpeg(3648, 2736, seed=number))
    while booth.generation(picture).state not in ("ready", "failed"):
        time.sleep(0.2)
    assert booth.generation(picture).state == "ready"
"""


@contextmanager
def running(checkout: Path, data: Path, port: int) -> Iterator[tuple[psutil.Process, float, float]]:
    """`central run`: its process, and the wall and CPU seconds until it answered."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "central", "run", "--port", str(port), "--data", str(data)],
        cwd=checkout, env=environment(checkout), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        while "answers at" not in process.stdout.readline():
            assert process.poll() is None, "it ended"
        wall, parent = time.monotonic() - began, psutil.Process(process.pid)
        yield parent, wall, sum(cpu(each) for each in (parent, *parent.children(recursive=True)))
    finally:
        process.terminate()
        process.wait(60)


def environment(checkout: Path) -> dict[str, str]:
    ours = ("CABINA_DATA", "DATABASE_URL", "DATABASE_POOL", "PUBLIC_URL")
    usual = {name: text for name, text in os.environ.items() if name not in ours}
    return usual | {"PYTHONPATH": str(checkout)}


def cpu(process: psutil.Process) -> float:
    """Of the process and of its children that have ended."""
    times: Any = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def memory(parent: psutil.Process, name: str) -> list[int]:
    """Resident megabytes of the processes of `central NAME`, and the most that each ever had."""
    for each in parent.children(recursive=True):
        if name in each.cmdline() and "central" in each.cmdline():
            status = Path(f"/proc/{each.pid}/status").read_text()
            kilobytes = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if "kB" in line}
            return [int(kilobytes[field]) // 1024 for field in ("VmRSS", "VmHWM")]
    raise LookupError(name)


def measure(checkout: Path) -> list[str]:
    """The cells of a row."""
    data = Path(tempfile.mkdtemp(prefix="cabina-start-"))
    starts = []
    try:
        for number in range(STARTS + 1):
            with running(checkout, data, 18_700 + number) as (parent, wall, used):
                starts.append((wall, used))
                if number == STARTS:
                    idle = memory(parent, "worker")[0]
                    make_pictures(checkout, data)
                    busy, most = memory(parent, "worker")
    finally:
        shutil.rmtree(data, ignore_errors=True)
    again = starts[1:]
    walls, cpus = sorted(wall for wall, _ in again), [used for _, used in again]
    return [
        f"{starts[0][0]:.1f}", f"{median(walls):.1f} ({walls[0]:.1f}-{walls[-1]:.1f})", f"{median(cpus):.1f}",
        str(idle), str(busy), str(most),
    ]  # fmt: skip


def make_pictures(checkout: Path, data: Path) -> None:
    """Each look once, by the worker that is running."""
    given = environment(checkout) | {"CABINA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "central.settings"}
    subprocess.run([sys.executable, "-c", _PICTURES], cwd=checkout, env=given, check=True)


def main() -> None:
    """Measure this checkout, and another one if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", type=Path)
    beside = parser.parse_args().beside
    print("| `central run` | first, s | again, s | CPU, s | worker idle, MB | after 24 looks | at most |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, checkout in (("this one", ROOT), *([("the other", beside.resolve())] if beside else [])):
        print(f"| {name} | {' | '.join(measure(checkout))} |", flush=True)


if __name__ == "__main__":
    main()

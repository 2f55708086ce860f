"""`python -m benchmarks.ledger [--quick]`: measures, checks the books, prints a Markdown table."""

import argparse
import os
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.in_process import set_up
from benchmarks.ledger import baseline, direct, flatness, kiosks, past, platform, profile, throughput
from benchmarks.ledger.table import Report

HEADLINE = 100
"""Ops in a sync: what a booth has queued that comes back online after an hour or two."""


@dataclass(frozen=True)
class Scale:
    """How long and how much is measured."""

    seconds: float
    rounds: int
    turns: int
    kiosks: tuple[int, ...]
    past: tuple[int, int]


FULL = Scale(seconds=5, rounds=3, turns=60, kiosks=(1, 10, 100, 1000), past=(1_000, 1_000_000))
QUICK = Scale(seconds=2, rounds=1, turns=15, kiosks=(1, 10), past=(1_000, 20_000))


@dataclass(frozen=True)
class Run:
    """The platform under test. `world` is a partner with styles and credits without end."""

    scale: Scale
    folder: Path
    url: str
    world: Any
    workers: int
    report: Report


def main() -> None:
    """Run as the module's docstring says."""
    parser = argparse.ArgumentParser(prog="benchmarks.ledger", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rough run of half a minute")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="web processes")
    given = parser.parse_args()
    report = Report()
    with platform.database() as (folder, url):
        world = set_up(folder, url, credits=1_000_000_000_000)
        run = Run(QUICK if given.quick else FULL, folder, url, world, given.workers, report)
        baseline.install(url)
        for section in (_throughput, _inside, _kiosks, _past, _profile):
            started = time.monotonic()
            section(run)
            print(f"{section.__name__[1:]}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(report.markdown())


def _throughput(run: Run) -> None:
    """Baselines and the API in turn, then the API with smaller and larger syncs."""
    seconds = run.scale.seconds
    usual: dict[str, list[float]] = {}
    through: list[throughput.Throughput] = []
    with platform.web(run.folder, run.url, run.workers) as web:

        def api(ops: int) -> throughput.Throughput:
            booths = kiosks.enrol(run.world, 100)
            measured = throughput.measure(run.folder, web, booths, ops, seconds)
            throughput.refuse_wrong_books(booths, measured.applied)
            return measured

        for _ in range(run.scale.rounds):
            for variant in baseline.VARIANTS:
                rate = baseline.deductions_a_second(run.folder, run.url, variant, seconds)
                usual.setdefault(variant, []).append(rate)
            through.append(api(HEADLINE))
        medians = {variant: statistics.median(rates) for variant, rates in usual.items()}
        run.report.throughput(medians, _median(through), [api(ops) for ops in (1, 10, 500)])


def _median(measured: list[throughput.Throughput]) -> throughput.Throughput:
    return sorted(measured, key=lambda each: each.a_second)[len(measured) // 2]


def _inside(run: Run) -> None:
    booths = kiosks.enrol(run.world, 100)
    run.report.inside(direct.measure(booths, HEADLINE, run.scale.seconds), HEADLINE)


def _kiosks(run: Run) -> None:
    """One op's cost by the number of kiosks on its event."""
    with platform.web(run.folder, run.url, 1) as web:
        variants = {
            f"{count:,}": flatness.Variant(web, kiosks.enrol(run.world, count), HEADLINE)
            for count in run.scale.kiosks
        }
        run.report.flat("kiosks on the event", flatness.measure(variants, run.scale.turns))


def _past(run: Run) -> None:
    """One op's cost by the number of transfers before it, in two databases side by side; and the audit."""
    from django.db import connections

    booths = kiosks.enrol(run.world, 100)
    connections.close_all()
    urls = [run.url, platform.copy(run.url, "long_past")]
    for url, transfers in zip(urls, run.scale.past, strict=True):
        past.load(url, booths[0], transfers)
    with ExitStack() as stack:
        webs = [stack.enter_context(platform.web(run.folder, url, 1)) for url in urls]
        variants = {
            f"{transfers:,}": flatness.Variant(web, booths, HEADLINE)
            for transfers, web in zip(run.scale.past, webs, strict=True)
        }
        run.report.flat("transfers before", flatness.measure(variants, run.scale.turns))
    for url in urls:
        run.report.audit(*_timed_audit(url))


def _timed_audit(url: str) -> tuple[int, float]:
    """Transfers and seconds. Ends the run if the books are wrong."""
    from central.ledger.audit import audit

    with platform.django_on(url):
        started = time.perf_counter()
        found = audit()
        taken = time.perf_counter() - started
    if not found.clean:
        raise SystemExit("\n".join(found.faults))
    return found.transfers, taken


def _profile(run: Run) -> None:
    booths = kiosks.enrol(run.world, 10)
    run.report.profile(HEADLINE, profile.profile(booths, HEADLINE, run.scale.turns))


if __name__ == "__main__":
    main()

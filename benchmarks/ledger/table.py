"""The report: Markdown tables, with every figure beside its reference."""

import os
from collections.abc import Mapping, Sequence

from benchmarks.ledger.baseline import BY_STATEMENTS, WITH_LOG
from benchmarks.ledger.throughput import Throughput

_RATE = ("deductions a second", "times A", "times A'")


class Report:
    """Collects what was measured, section by section."""

    def __init__(self) -> None:
        self._lines: list[str] = [f"Measured on {os.cpu_count()} cores that the load generator shares.", ""]
        self._references: tuple[float, ...] = ()

    def throughput(
        self, usual: Mapping[str, float], headline: Throughput, others: Sequence[Throughput]
    ) -> None:
        """Deductions a second, the usual way and through the API."""
        self._references = usual[WITH_LOG], usual[BY_STATEMENTS]
        self._head("100 at once, on ONE event, durable", *_RATE)
        for variant, rate in usual.items():
            self._row(f"{variant}, 100 pgbench connections", *self._rate(rate))
        for each in (headline, *others):
            name = f"API: 100 kiosks, syncs of {each.ops_in_a_sync}"
            bold = f"**{name}**" if each is headline else name
            self._row(bold, *self._rate(each.a_second))
        self._head("syncs of", "median ms", "99 % ms", "web", "PostgreSQL", "load generator")
        for each in sorted((headline, *others), key=lambda each: each.ops_in_a_sync):
            cores = (each.web_cores, each.database_cores, each.load_cores)
            self._row(
                str(each.ops_in_a_sync), f"{each.median_ms:.0f}", f"{each.p99_ms:.0f}",
                *(f"{each:.2f} cores" for each in cores),
            )  # fmt: skip

    def inside(self, rate: float, charges: int) -> None:
        """The ledger alone."""
        self._head("the ledger's charge alone, no HTTP", *_RATE)
        self._row(f"batches of {charges}, two processes", *self._rate(rate))

    def flat(self, what: str, costs: Mapping[str, float]) -> None:
        """Costs that should not grow."""
        first = next(iter(costs.values()))
        self._head(what, "microseconds an op", "times the first")
        for name, cost in costs.items():
            self._row(name, f"{cost:.0f}", f"{cost / first:.2f}")

    def audit(self, transfers: int, seconds: float) -> None:
        """How long the proof took."""
        self._lines += ["", f"`audit()` of {transfers:,} transfers: {seconds:.2f} s."]

    def profile(self, ops: int, parts: Sequence[tuple[str, float]]) -> None:
        """Where one sync's time goes."""
        whole = parts[-1][1]
        self._head(f"one sync of {ops} ops, alone", "ms", "share")
        for name, milliseconds in parts:
            self._row(name, f"{milliseconds:.2f}", f"{milliseconds / whole:.0%}")

    def markdown(self) -> str:
        """All of it."""
        return "\n".join(self._lines)

    def _rate(self, rate: float) -> list[str]:
        return [f"{rate:,.0f}", *(f"{rate / each:.1f}" for each in self._references)]

    def _head(self, *names: str) -> None:
        self._lines += ["", f"| {' | '.join(names)} |", "|---|" + "---:|" * (len(names) - 1)]

    def _row(self, *cells: str) -> None:
        self._lines.append(f"| {' | '.join(cells)} |")

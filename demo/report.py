"""What happened, for people: every step with its time, every credit accounted for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Report:
    """Collects steps, checks and tables, and writes them as Markdown."""

    steps: list[tuple[str, float]] = field(default_factory=list)
    checks: list[tuple[bool, str]] = field(default_factory=list)
    credits: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    files: list[tuple[str, Path]] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step, and say on the terminal how it goes."""
        print(f"  {name} ...", end="", flush=True)
        began = time.monotonic()
        try:
            yield
        except BaseException:
            print(" failed", flush=True)
            raise
        seconds = time.monotonic() - began
        self.steps.append((name, seconds))
        print(f" {seconds:.1f} s", flush=True)

    def check(self, holds: bool, sentence: str) -> None:
        """Record whether something that must hold does."""
        self.checks.append((holds, sentence))
        if not holds:
            print(f"  WRONG: {sentence}", flush=True)

    def account_for(self, moment: str, balances: dict[str, int]) -> None:
        """Record where the event's credits are, and check that they add up."""
        self.credits.append((moment, balances))
        held = balances["pool"] + balances["leased"] + balances["consumed"] - balances["overdraft"]
        self.check(held == balances["allocated"], f"{moment}: allocated = pool + leased + consumed ({held})")

    @property
    def right(self) -> bool:
        """Whether every check holds, and there was one."""
        return bool(self.checks) and all(holds for holds, _ in self.checks)

    def write(self, target: Path) -> None:
        """Write the Markdown page."""
        lines = [
            "# A host, a partner, two guests, one cable",
            "",
            "Everything went right." if self.right else "**Something is wrong.**",
        ]
        lines += ["", "## Steps", "", "| step | seconds |", "|---|---:|"]
        lines += [f"| {name} | {seconds:.2f} |" for name, seconds in self.steps]
        lines += [f"| all | {time.monotonic() - self.started:.2f} |"]
        lines += ["", "## Every credit", "", "| moment | allocated | pool | leased | consumed | overdraft |"]
        lines += ["|---|---:|---:|---:|---:|---:|"]
        lines += [_credits_row(moment, balances) for moment, balances in self.credits]
        lines += ["", "## What was checked", ""]
        lines += [f"- [{'x' if holds else ' '}] {sentence}" for holds, sentence in self.checks]
        lines += ["", "## What lies here", ""]
        lines += [f"- [{what}]({path.relative_to(target.parent)})" for what, path in self.files]
        target.write_text("\n".join(lines) + "\n")


def _credits_row(moment: str, balances: dict[str, int]) -> str:
    places = ("allocated", "pool", "leased", "consumed", "overdraft")
    return f"| {moment} | " + " | ".join(str(balances[place]) for place in places) + " |"

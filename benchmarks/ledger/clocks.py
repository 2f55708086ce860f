"""CPU seconds of other processes, as Linux counts them."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            parents.setdefault(_parent(folder), []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += parents.get(each, [])
    return found


def cpu_seconds(processes: Iterable[int]) -> float:
    """User and system time of those that still live."""
    return sum(_ticks(Path(f"/proc/{each}")) for each in processes) / _TICK


def _parent(folder: Path) -> int:
    return int(_fields(folder)[1] or 0)


def _ticks(folder: Path) -> int:
    user, system = _fields(folder)[11:13]
    return int(user or 0) + int(system or 0)


def _fields(folder: Path) -> list[str]:
    """What stands behind the name in `stat`, whose blanks would mislead."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20

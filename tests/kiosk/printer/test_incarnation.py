"""Which CUPS runs now: told by its process, and not by what it is about to start."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.printer.cups_server import Incarnation

CUPSD = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(15, b"cupsd", 0, 0, 0)  # PR_SET_NAME
print("runs", flush=True)
sys.stdin.readline()
child = os.fork()
if child == 0:
    signal.pause()
print("has forked", flush=True)
sys.stdin.readline()
os.kill(child, signal.SIGKILL)
"""


@pytest.fixture
def cupsd() -> Iterator["subprocess.Popen[str]"]:
    """A process of that name, which forks on a line of input."""
    command = [sys.executable, "-c", CUPSD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "runs\n"
        yield process


def test_what_cups_is_about_to_start_is_no_other_cups(cupsd: "subprocess.Popen[str]") -> None:
    assert cupsd.stdin and cupsd.stdout
    cupsd.stdin.write("\n")
    cupsd.stdin.flush()
    assert cupsd.stdout.readline() == "has forked\n"
    [child] = Path(f"/proc/{cupsd.pid}/task/{cupsd.pid}/children").read_text().split()
    running = [run.partition(":")[0] for run in Incarnation().now().split()]
    assert str(cupsd.pid) in running and child not in running


def test_a_cups_that_has_ended_is_not_the_one_that_runs(cupsd: "subprocess.Popen[str]") -> None:
    incarnation = Incarnation()
    before = incarnation.now()
    assert incarnation.now() == before
    cupsd.kill()
    os.waitid(os.P_PID, cupsd.pid, os.WEXITED | os.WNOWAIT)  # Dead, and nobody has buried it.
    assert str(cupsd.pid) not in [run.partition(":")[0] for run in incarnation.now().split()]

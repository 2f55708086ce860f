"""Work in a process of its own, which ends: the memory it took is gone, and what kills it kills no more.

The process starts with nothing but what the work itself imports. `python -m central.server.apart` reads the
work from its standard input and writes what came of it to its standard output.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Final, TypeVar

from central.server.supervisor import end_with_parent

_Result = TypeVar("_Result")

LONGEST_SECONDS: Final = 60.0


class DiedApart(Exception):
    """The process ended without an answer, or took too long."""


def apart(work: Callable[..., _Result], *arguments: object) -> _Result:
    """What `work`, a function of a module, makes of the arguments. Raises what it raises, and DiedApart."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "central.server.apart"],
            input=pickle.dumps((work, arguments)),
            stdout=subprocess.PIPE,
            check=False,
            timeout=LONGEST_SECONDS,
            env=os.environ | {"CABINA_PARENT": str(os.getpid())},
        )
    except subprocess.TimeoutExpired as error:
        raise DiedApart(f"no answer within {LONGEST_SECONDS:.0f} seconds") from error
    if done.returncode:
        raise DiedApart(f"ended with status {done.returncode}")
    result, raised = pickle.loads(done.stdout)  # noqa: S301 - written by ourselves
    if raised is not None:
        raise raised
    made: _Result = result
    return made


def _answer() -> None:
    end_with_parent()
    answer = os.dup(1)
    os.dup2(2, 1)  # What the work prints is no part of the answer.
    work, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our parent
    told: tuple[object, Exception | None]
    try:
        told = work(*arguments), None
    except Exception as error:
        told = None, error
    with os.fdopen(answer, "wb") as out:
        pickle.dump(told, out)


if __name__ == "__main__":
    _answer()

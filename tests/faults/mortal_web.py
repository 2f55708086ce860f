"""A web server whose every life may end at a step of taking an upload.

`python -m tests.faults.mortal_web PORT` loads the platform once. Of each line on stdin, `live` begins a new
life, and a number has the present one kill itself at that step from now, before or after what lasts;
-1: at the top of taking a photo; 0: never. The answer says of the time before whether the life killed itself,
and after how many steps.
"""

import asyncio
import mmap
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")

from granian.constants import Interfaces
from granian.server.embed import Server

from central.server.asgi import application  # It sets Django up.

import central.api.blobs as api  # isort: skip
import central.blobs.store as store  # isort: skip
import central.generations.photos as photos  # isort: skip
from central.blobs.uploads import Upload  # isort: skip


_STEPS, _KILL_AT, _DIED = range(3)
_life = memoryview(mmap.mmap(-1, 3 * 8)).cast("q")
"""Known to both processes, and after the end of one."""


def make_mortal() -> None:
    """Wrap what makes an upload last."""
    lasting = ((Upload, "write"), (Upload, "cut"), (Upload, "discard"), (store, "keep"),
               (photos, "photo_arrived"), (api, "take_from_kiosk"))  # fmt: skip
    for owner, name in lasting:
        setattr(owner, name, wrapped(getattr(owner, name), is_taking=owner is api))


def wrapped(work: Callable[..., Any], is_taking: bool) -> Callable[..., Any]:
    def both(*words: Any, **named: Any) -> Any:
        if is_taking and _life[_KILL_AT] == -1:
            die()
        point()
        outcome = work(*words, **named)
        point()
        return outcome

    return both


def point() -> None:
    _life[_STEPS] += 1
    if _life[_STEPS] == _life[_KILL_AT]:
        die()


def die() -> None:
    _life[_DIED] = 1
    os.kill(os.getpid(), signal.SIGKILL)


def live(port: int) -> None:
    """Serve in this very process, until it dies."""
    server = Server(
        application,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )
    asyncio.run(server.serve())


def main(port: str) -> None:
    make_mortal()
    child = 0
    for line in sys.stdin:
        told = f"{_life[_DIED]} {_life[_STEPS]}\n"
        if line == "live\n":
            end(child)
            arm(0)
            child = os.fork()
            if child == 0:
                live(int(port))
                os._exit(0)
        else:
            arm(int(line))
        os.write(1, told.encode())
    end(child)


def arm(kill_at: int) -> None:
    _life[_STEPS], _life[_KILL_AT], _life[_DIED] = 0, kill_at, 0


def end(child: int) -> None:
    if child:
        os.kill(child, signal.SIGKILL)  # Nothing happens to one that is dead already.
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])

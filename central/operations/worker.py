"""One worker process: a lane for each kind of job, with slots of its own, so that none takes another's.

However many pictures a slow provider holds up, booths are told of their events' states in time.
"""

import asyncio
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from procrastinate import App

from central.base.queues import (
    GENERATIONS,
    HOUSEKEEPING,
    LETTERS,
    LONG,
    MAIL,
    NOTICES,
    PAYMENTS,
    PUSHES,
    REMOVALS,
)

_BEFORE_THERE_WERE_LANES = "fleet"


@dataclass(frozen=True, slots=True)
class Lane:
    """Queues, and how many of their jobs run at once. `poll_seconds`: how late one may be."""

    name: str
    queues: tuple[str, ...]
    slots: int
    poll_seconds: float = 5.0


def lanes(pictures: int) -> tuple[Lane, ...]:
    """The lanes of a worker that makes so many pictures at once."""
    return (
        Lane("pictures", (GENERATIONS,), pictures, poll_seconds=1.0),
        Lane("removals", (REMOVALS,), 1),
        Lane("payments", (PAYMENTS,), 1),
        Lane("mail", (MAIL,), 1),
        Lane("notices", (NOTICES,), 1),
        Lane("pushes", (PUSHES,), 1),
        Lane("letters", (LETTERS,), 1),
        Lane("housekeeping", (HOUSEKEEPING, _BEFORE_THERE_WERE_LANES), 2),
        Lane("long", (LONG,), 1),
    )


def threads(planned: Sequence[Lane]) -> int:
    """How many threads the lanes need, and so how many database connections: one for each job."""
    return sum(lane.slots for lane in planned)


def run(app: App, planned: Sequence[Lane]) -> None:
    """Work until SIGTERM or SIGINT, and then until what is running has ended."""
    asyncio.run(_until_stopped(app, planned))


async def work(app: App, planned: Sequence[Lane], *, wait: bool = True) -> None:
    """Work in all lanes; if one of them ends, all do. Not `wait`: until none of them has anything due."""
    # The usual number of threads does not know how many jobs there are.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads(planned) + 2))
    working = [asyncio.create_task(_work(app, lane, wait)) for lane in planned]
    try:
        await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED if wait else asyncio.ALL_COMPLETED)
    finally:
        for each in working:
            each.cancel()
        ended = await asyncio.gather(*working, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _work(app: App, lane: Lane, wait: bool) -> None:
    await app.run_worker_async(
        name=lane.name,
        queues=list(lane.queues),
        concurrency=lane.slots,
        wait=wait,
        fetch_job_polling_interval=lane.poll_seconds,
        install_signal_handlers=False,
    )


async def _until_stopped(app: App, planned: Sequence[Lane]) -> None:
    async with app.open_async():
        working = asyncio.create_task(work(app, planned))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        with suppress(asyncio.CancelledError):
            await working

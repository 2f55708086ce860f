"""What photos on their way out and pictures on their way in have in common: each waits for itself."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from kiosk.sync.transport.http_errors import PatienceError

MOST_IN_A_ROW = 3
"""So many that are put off one after the other say that all of them are."""

_Blob = TypeVar("_Blob")


def move_all(due: Callable[[], Sequence[_Blob]], move: Callable[[_Blob], bool]) -> int:
    """Move all that are due, batch after batch; how many it moved. One that is put off stops no other.

    `move` puts off what it could not move, so that it is not due. Raises what it raises, and PatienceError
    only when several in a row were put off.
    """
    moved = put_off = 0
    while batch := due():
        for each in batch:
            try:
                moved += move(each)
                put_off = 0
            except PatienceError:
                put_off += 1
                if put_off == MOST_IN_A_ROW:
                    raise
    return moved

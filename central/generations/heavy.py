"""Work on a picture that takes much memory: in a process of its own, so that a worker stays small.

What takes little is done here, as a process costs a quarter of a second of a core.
"""

from collections.abc import Callable
from typing import Final, TypeVar

import pictures
from central.server.apart import apart

_Result = TypeVar("_Result")

MOST_HERE: Final = 64 * 1024 * 1024
"""Bytes of memory; a worker does it for a few pictures at once."""


def made(work: Callable[..., _Result], bytes_a_pixel: int, picture: bytes, *arguments: object) -> _Result:
    """What `work` makes of the picture's file. Raises what it raises, and DiedApart."""
    if _pixels(picture) * bytes_a_pixel <= MOST_HERE:
        return work(picture, *arguments)
    return apart(work, picture, *arguments)


def _pixels(picture: bytes) -> int:
    """By its head. None, of what is no picture: the work itself refuses it."""
    try:
        width, height = pictures.size(pictures.stripped(picture))
    except pictures.PictureError:
        return 0
    return width * height

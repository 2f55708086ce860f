"""The default provider: looks made on this very machine, without the internet."""

from typing import TYPE_CHECKING, Final

import looks
import pictures
from central.generations import heavy
from central.generations.providers.base import Finished, PermanentError, Progress, TemporaryError, Work
from central.server.apart import DiedApart
from contract.problem import Code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

QUALITY = 92
MOST_PIXELS: Final = 2400 * 1800
"""As many as the longest photo has in a camera's usual shape."""
_BYTES_A_PIXEL: Final = 50
"""What a look takes of memory."""


class LooksProvider:
    """`Work.model` may name another look than the style's own."""

    name = "looks"
    attempt_seconds = 30.0

    def submit(self, work: Work) -> Progress:
        """The finished picture, at the photo's size, unless that is squarer than any camera's."""
        look = work.model or work.look
        try:
            return Finished(heavy.made(picture_in, _BYTES_A_PIXEL, work.photo, look, work.accent))
        except DiedApart as error:
            raise TemporaryError(f"the look's process died: {error}", "look_died") from error

    def poll(self, handle: str, work: Work) -> Progress:
        """Never needed: `submit` finishes."""
        raise PermanentError(f"looks accept no work to be polled ({handle})")

    def forget(self, handle: str) -> None:
        """Never needed: nothing is kept."""


def picture_in(content: bytes, look: str, accent: str) -> bytes:
    """The photo in that look, as JPEG. Raises PermanentError."""
    import cv2

    try:
        photo = _photo(content)
    except pictures.PictureError as error:
        raise PermanentError("the photo could not be read", Code.NOT_A_PICTURE) from error
    if min(photo.shape[:2]) < looks.SMALLEST:
        raise PermanentError("the photo is too small for a look", Code.TOO_SMALL)
    try:
        picture = looks.apply(look, photo, accent)
    except looks.UnknownLookError as error:
        raise PermanentError(f"there is no look called {look}", "style_broken") from error
    written, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert written, "OpenCV encodes any 8-bit picture"
    return jpeg.tobytes()


def _photo(content: bytes) -> "NDArray[np.uint8]":
    """In BGR, and no larger than a look may be. Raises PictureError."""
    import cv2
    import numpy as np

    photo = np.ascontiguousarray(np.asarray(pictures.opened(content))[:, :, ::-1])
    height, width = photo.shape[:2]
    if height * width <= MOST_PIXELS:
        return photo
    share = (MOST_PIXELS / (height * width)) ** 0.5
    smaller = cv2.resize(photo, (int(width * share), int(height * share)), interpolation=cv2.INTER_AREA)
    return smaller.astype(np.uint8, copy=False)

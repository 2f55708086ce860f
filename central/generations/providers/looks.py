"""The default provider: looks made on this very machine, without the internet."""

from typing import TYPE_CHECKING, Final

import looks
import pictures
from central.generations.providers.base import Finished, PermanentError, Progress, Work
from contract.problem import Code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

QUALITY = 92
MOST_PIXELS: Final = 2400 * 1800
"""As many as the longest photo has in a camera's usual shape. A look takes 50 bytes of memory for each."""


class LooksProvider:
    """`Work.model` may name another look than the style's own."""

    name = "looks"
    attempt_seconds = 15.0

    def submit(self, work: Work) -> Progress:
        """The finished picture, at the photo's size, unless that is squarer than any camera's."""
        import cv2

        try:
            photo = _photo(work.photo)
        except pictures.PictureError as error:
            raise PermanentError("the photo could not be read", Code.NOT_A_PICTURE) from error
        if min(photo.shape[:2]) < looks.SMALLEST:
            raise PermanentError("the photo is too small for a look", Code.TOO_SMALL)
        try:
            picture = looks.apply(work.model or work.look, photo, work.accent)
        except looks.UnknownLookError as error:
            raise PermanentError(
                f"there is no look called {work.model or work.look}", "style_broken"
            ) from error
        written, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        assert written, "OpenCV encodes any 8-bit picture"
        return Finished(jpeg.tobytes())

    def poll(self, handle: str, work: Work) -> Progress:
        """Never needed: `submit` finishes."""
        raise PermanentError(f"looks accept no work to be polled ({handle})")

    def forget(self, handle: str) -> None:
        """Never needed: nothing is kept."""


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

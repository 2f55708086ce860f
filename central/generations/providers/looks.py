"""The default provider: looks made on this very machine, without the internet."""

import looks
import pictures
from central.generations.providers.base import Finished, PermanentError, Progress, Work
from contract.problem import Code

QUALITY = 92


class LooksProvider:
    """`Work.model` may name another look than the style's own."""

    name = "looks"
    attempt_seconds = 15.0

    def submit(self, work: Work) -> Progress:
        """The finished picture, at the photo's size."""
        import cv2
        import numpy as np

        try:
            photo = np.ascontiguousarray(np.asarray(pictures.opened(work.photo))[:, :, ::-1])
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

"""What a picture may cost: judged by its parts, before anything of it is decoded.

A few bytes can ask for a lot of work: rows of zeros, one scan over the whole picture after another, a strip
that is a pixel high. So pixels, sides, the decoder's memory and its passes over the picture are all bounded,
each above what cameras, phones and programs write.
"""

from dataclasses import dataclass
from typing import Final

from pictures.errors import TooCostly, TooManyPixels, Unreadable

MOST_PIXELS: Final = 50_000_000
"""Above the largest photo of a booth's camera and of a phone's usual setting."""
LONGEST_SIDE: Final = 16_384
"""As long as a phone's panorama, and as any picture in WebP."""
NARROWEST: Final = 64
"""So many times longer than wide at most; what looks for faces scales the narrow side up."""
MOST_MEMORY: Final = 400_000_000
"""Bytes that a decoder holds for one picture, its pixels included."""
MOST_PASSES: Final = 24
"""Over the whole picture: what a progressive CMYK photo takes. A phone's takes 8."""
MOST_WORK: Final = 700_000_000
"""Pixels times passes."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What decoding takes. `memory`: bytes for each pixel; `passes`: how often the decoder goes over it.

    A pass is one sample of a JPEG's scan, or one byte of a PNG's rows, for each pixel.
    """

    width: int
    height: int
    memory: float = 4.0
    passes: float = 1.0

    def check(self) -> None:
        """Raises Unreadable, TooManyPixels, TooCostly."""
        pixels = self.width * self.height
        if not pixels:
            raise Unreadable
        if pixels > MOST_PIXELS or pixels * self.memory > MOST_MEMORY:
            raise TooManyPixels
        longest, shortest = max(self.width, self.height), min(self.width, self.height)
        if longest > LONGEST_SIDE or longest > shortest * NARROWEST:
            raise TooCostly("The picture is too long for its width.")
        if self.passes > MOST_PASSES or self.passes * pixels > MOST_WORK:
            raise TooCostly("The picture takes too much work to read; save it anew, as a plain JPEG.")

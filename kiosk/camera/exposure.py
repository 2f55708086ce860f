"""Whether a camera has found its exposure: just opened, its pictures are green, dark or glaring."""

from collections import deque
from typing import TYPE_CHECKING

from kiosk.domain.ports import Frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sample = NDArray[np.int16]

PATIENCE_SECONDS = 3.0
"""Under a party's lights no two moments are alike: then the picture counts as it is."""
STEADY_SECONDS = 0.7
_STEADY_FRAMES = 6
_STEADY_LEVELS = 5.0
"""How far the means of red, green and blue may move, of 255."""
_SAMPLE_STEP = 16
_FLAT_LEVELS = 8
_FLAT_SHARE = 0.98


class Exposure:
    """Judges the frames since the camera was opened."""

    def __init__(self) -> None:
        self.is_settled = False
        self._given_up_at = 0.0
        self._steady: deque[tuple[float, tuple[float, ...]]] = deque()

    def opened(self, now: float) -> None:
        """The camera was opened again: it begins anew."""
        self.is_settled = False
        self._given_up_at = now + PATIENCE_SECONDS
        self._steady.clear()

    def judge(self, frame: Frame, now: float) -> bool:
        """Whether this frame and those after it count; once they do, they do until the camera is reopened."""
        if not self.is_settled:
            self._note(frame, now)
            since = self._steady[0][0] if self._steady else now
            steady = len(self._steady) >= _STEADY_FRAMES and now - since >= STEADY_SECONDS
            self.is_settled = steady or now >= self._given_up_at
        return self.is_settled

    def _note(self, frame: Frame, now: float) -> None:
        sample = frame[::_SAMPLE_STEP, ::_SAMPLE_STEP].reshape(-1, 3).astype("int16")
        if is_flat(sample):
            self._steady.clear()
            return
        light = tuple(float(mean) for mean in sample.mean(axis=0))
        while self._steady and _differ(self._steady[0][1], light):
            self._steady.popleft()
        self._steady.append((now, light))


def is_flat(sample: "Sample") -> bool:
    """One colour all over: a sensor that sees nothing yet, or a bare wall."""
    off = abs(sample - sample.mean(axis=0)).max(axis=1)
    return bool((off <= _FLAT_LEVELS).mean() >= _FLAT_SHARE)


def _differ(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return any(abs(a - b) > _STEADY_LEVELS for a, b in zip(one, other, strict=True))

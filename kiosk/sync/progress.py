"""The real progress of this booth's pictures, reported to the processing screen as it changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from kiosk.domain.model import Progress

_REMEMBERED = 1000


class ProgressBook:
    """Used from the ops, upload and download threads. Remembers the latest thousand pictures and photos.

    A picture is `sent` once the platform has its request; the fraction of that step is how much of its
    photo the platform has. A picture that is further on never goes back to that step.
    """

    def __init__(self, on_progress: Callable[[UUID, Progress, float], None]) -> None:
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._photos: OrderedDict[UUID, str] = OrderedDict()
        self._uploaded: OrderedDict[str, float] = OrderedDict()

    def acknowledged(self, generation_id: UUID, photo: str) -> None:
        """The platform has the request for a picture of that photo."""
        with self._lock:
            self._photos[generation_id] = photo
            _forget_the_oldest(self._photos)
            fraction = self._uploaded.get(photo, 0.0)
        self._on_progress(generation_id, Progress.SENT, fraction)

    def uploaded(self, photo: str, fraction: float) -> None:
        """The platform holds that much of a photo."""
        with self._lock:
            self._uploaded[photo] = fraction
            _forget_the_oldest(self._uploaded)
            concerned = [picture for picture, its in self._photos.items() if its == photo]
        for generation_id in concerned:
            self._on_progress(generation_id, Progress.SENT, fraction)

    def making(self, generation_id: UUID) -> None:
        """The platform has all it needs."""
        self.ended(generation_id)
        self._on_progress(generation_id, Progress.MAKING, 0.0)

    def fetching(self, generation_id: UUID, fraction: float) -> None:
        """That much of the result is here."""
        self.ended(generation_id)
        self._on_progress(generation_id, Progress.FETCHING, fraction)

    def ended(self, generation_id: UUID) -> None:
        """Its photo's progress no longer matters."""
        with self._lock:
            self._photos.pop(generation_id, None)


def _forget_the_oldest(book: OrderedDict[UUID, str] | OrderedDict[str, float]) -> None:
    while len(book) > _REMEMBERED:
        book.popitem(last=False)

"""How far each picture of this booth really is, told to the processing screen as it moves."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from kiosk.sync.listeners import Step

_REMEMBERED = 1000


@dataclass(slots=True)
class _Way:
    """What is known of one picture's way up."""

    photo: str = ""
    sent: bool = False
    uploaded: float = 0.0
    beyond: bool = False


class ProgressBook:
    """Used from the ops, upload and download threads. Remembers the latest thousand pictures."""

    def __init__(self, tell: Callable[[UUID, Step, float], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._ways: OrderedDict[UUID, _Way] = OrderedDict()

    def asked(self, generation_id: UUID, photo: str) -> None:
        """A request is about to be sent; ties the picture to its photo."""
        with self._lock:
            self._way(generation_id).photo = photo

    def acknowledged(self, generation_id: UUID) -> None:
        """The platform has the request."""
        with self._lock:
            way = self._way(generation_id)
            way.sent = True
        self._say(generation_id, way)

    def uploaded(self, photo: str, fraction: float) -> None:
        """The platform holds that much of a photo."""
        with self._lock:
            concerned = [(key, way) for key, way in self._ways.items() if way.photo == photo]
            for _, way in concerned:
                way.uploaded = fraction
        for generation_id, way in concerned:
            self._say(generation_id, way)

    def making(self, generation_id: UUID) -> None:
        self._beyond(generation_id, Step.MAKING, 0.0)

    def fetching(self, generation_id: UUID, fraction: float) -> None:
        self._beyond(generation_id, Step.FETCHING, fraction)

    def ended(self, generation_id: UUID) -> None:
        """Nothing more will move."""
        with self._lock:
            self._ways.pop(generation_id, None)

    def _beyond(self, generation_id: UUID, step: Step, fraction: float) -> None:
        with self._lock:
            self._way(generation_id).beyond = True
        self._tell(generation_id, step, fraction)

    def _say(self, generation_id: UUID, way: _Way) -> None:
        if not way.beyond:
            self._tell(generation_id, Step.SENT if way.sent else Step.KEPT, way.uploaded)

    def _way(self, generation_id: UUID) -> _Way:
        way = self._ways.setdefault(generation_id, _Way())
        while len(self._ways) > _REMEMBERED:
            self._ways.popitem(last=False)
        return way

"""Y6: listens for keys on the platform's event stream and wakes the workers that they concern."""

from collections.abc import Callable, Iterable, Iterator

from kiosk.domain.errors import NetworkError
from kiosk.sync.transport.connection import Connection

POLL_SECONDS = 20.0
"""How often the booth polls while the stream is down; also the longest pause before reconnecting."""


class StreamListener:
    """Used from the stream thread alone. `connected` is called when it is open, `received` with each key."""

    def __init__(
        self, connection: Connection, connected: Callable[[], None], received: Callable[[str], None]
    ) -> None:
        self._connection = connection
        self._on_connected = connected
        self._received = received
        self.is_open = False

    def listen(self) -> float:
        """Listen until the stream ends, which raises NetworkError: a stream has no end of its own."""
        _, client = self._connection.open()
        try:
            with client.events() as lines:
                self.is_open = True
                self._on_connected()
                for key in keys(lines):
                    self._received(key)
        finally:
            self.is_open = False
        raise NetworkError("the platform ended the event stream")


def keys(lines: Iterable[str]) -> Iterator[str]:
    """The event names of a text/event-stream; an event without a name has the name `message`."""
    name = "message"
    filled = False
    for line in lines:
        field, _, text = line.partition(":")
        if not line:
            if filled:
                yield name
            name, filled = "message", False
        elif field == "event":
            name = text.removeprefix(" ")
        elif field == "data":
            filled = True

"""The network between the booth and the platform, as something that can be pulled out.

A TCP relay on loopback: while it is plugged in, bytes pass; when it is pulled, every connection is
reset and new ones are refused, as with a router that lost power.
"""

import selectors
import socket
import struct
import threading

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Cable:
    """Relays `127.0.0.1:port` to a server on this machine. Use as a context manager."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._guard = threading.Lock()
        self._plugged = True
        self._bytes_left: int | None = None
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="cable", daemon=True)

    def __enter__(self) -> "Cable":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()
        # Closing a listening socket does not wake a blocked accept; shutting it down does.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    @property
    def url(self) -> str:
        """The platform's address as the booth sees it."""
        return f"http://127.0.0.1:{self.port}"

    def pull(self) -> None:
        """Cut the network: connections in flight are reset in the middle of whatever they carried."""
        with self._guard:
            self._plugged = False
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            _reset(*pair)

    def pull_after(self, sent: int) -> None:
        """Cut the network once the booth has sent so many more bytes: in the middle of a larger body."""
        with self._guard:
            self._bytes_left = sent

    def plug_in(self) -> None:
        """Restore the network."""
        with self._guard:
            self._plugged = True
            self._bytes_left = None

    @property
    def plugged(self) -> bool:
        """Whether bytes pass."""
        return self._plugged

    def _accept(self) -> None:
        while True:
            try:
                booth, _ = self._listener.accept()
            except OSError:
                return
            self._connect(booth)

    def _connect(self, booth: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port), timeout=5)
        except OSError:
            _reset(booth)
            return
        pair = (booth, server)
        with self._guard:
            plugged = self._plugged
            if plugged:
                self._pairs.add(pair)
        if not plugged:
            _reset(*pair)
            return
        threading.Thread(target=self._relay, args=pair, name="cable-relay", daemon=True).start()

    def _relay(self, booth: socket.socket, server: socket.socket) -> None:
        peer = {booth: server, server: booth}
        with selectors.DefaultSelector() as ready:
            for end in peer:
                end.settimeout(5)
                ready.register(end, selectors.EVENT_READ)
            try:
                while ready.get_map():
                    for key, _ in ready.select():
                        source = key.fileobj
                        assert isinstance(source, socket.socket)
                        if chunk := source.recv(65536):
                            allowed = self._allowed(len(chunk)) if source is booth else len(chunk)
                            peer[source].sendall(chunk[:allowed])
                            if allowed < len(chunk):
                                self.pull()
                        else:
                            ready.unregister(source)
                            peer[source].shutdown(socket.SHUT_WR)
            except OSError:
                pass  # Pulled, or one end went away: the other learns it by the reset.
        with self._guard:
            self._pairs.discard((booth, server))
        _reset(booth, server)

    def _allowed(self, size: int) -> int:
        """How many of the booth's next bytes pass before the cable is pulled."""
        with self._guard:
            if self._bytes_left is None:
                return size
            allowed = min(size, self._bytes_left)
            self._bytes_left -= allowed
            return allowed


def _reset(*sockets: socket.socket) -> None:
    for end in sockets:
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            # A blocked select or recv in the relay's thread wakes on the shutdown, not on the close.
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()

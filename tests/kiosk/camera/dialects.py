"""MJPEG over HTTP in the ways in which cameras write it: their heads, and what stands around each picture."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

Wrap = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Dialect:
    """`head` is the header that says what comes; `wrap` puts around a picture what stands around it."""

    head: bytes
    wrap: Wrap
    chunked: bool = False


def _parts(boundary: bytes, kind: bytes = b"image/jpeg", sized: bool = True, **other: bytes) -> Wrap:
    line, tail = other.get("line", b"\r\n"), other.get("tail", b"\r\n")

    def wrap(jpeg: bytes) -> bytes:
        head = [boundary, b"Content-Type: " + kind] if kind else [boundary]
        size = len(jpeg) + int(other.get("too_large", b"0"))
        head += [b"Content-Length: %d" % size] if sized else []
        head += [other["extra"]] if "extra" in other else []
        return line.join([*head, b"", jpeg]) + tail

    return wrap


def _boundary_behind(jpeg: bytes) -> bytes:
    return _parts(b"", tail=b"\r\n--frame\r\n")(jpeg)[2:]


_MIXED = b"multipart/x-mixed-replace; boundary="
_USUAL = _parts(b"--frame")
DIALECTS = {
    "usual": Dialect(_MIXED + b"frame", _USUAL),
    "dashes in the header": Dialect(_MIXED + b"--mine", _parts(b"--mine")),
    "dashes in the header alone": Dialect(_MIXED + b"--mine", _parts(b"mine")),
    "dashes doubled in the body": Dialect(_MIXED + b"--mine", _parts(b"----mine")),
    "quoted boundary": Dialect(_MIXED + b'"my boundary"', _parts(b"--my boundary")),
    "no space in the header": Dialect(b"multipart/x-mixed-replace;boundary=frame", _USUAL),
    "capitals": Dialect(b"Multipart/X-Mixed-Replace; Boundary=frame", _USUAL),
    "no length": Dialect(_MIXED + b"frame", _parts(b"--frame", sized=False)),
    "no type": Dialect(_MIXED + b"frame", _parts(b"--frame", b"")),
    "neither length nor type": Dialect(_MIXED + b"frame", _parts(b"--frame", b"", sized=False)),
    "boundary behind the picture": Dialect(_MIXED + b"frame", _boundary_behind),
    "chunked": Dialect(_MIXED + b"frame", _USUAL, chunked=True),
    "chunked, no length": Dialect(_MIXED + b"frame", _parts(b"--frame", sized=False), chunked=True),
    "bare line feeds": Dialect(_MIXED + b"frame", _parts(b"--frame", line=b"\n", tail=b"\n")),
    "more headers": Dialect(_MIXED + b"frame", _parts(b"--frame", extra=b"X-Timestamp: 1700000000.1")),
    "image/jpg": Dialect(_MIXED + b"frame", _parts(b"--frame", b"image/jpg")),
    "charset": Dialect(_MIXED + b"frame", _parts(b"--frame", b"image/jpeg; charset=utf-8")),
    "nothing behind the picture": Dialect(_MIXED + b"frame", _parts(b"--frame", tail=b"")),
    "wrong length": Dialect(_MIXED + b"frame", _parts(b"--frame", too_large=b"2")),
    "bare JPEGs": Dialect(b"video/x-motion-jpeg", lambda jpeg: jpeg),
    "octet-stream": Dialect(b"application/octet-stream", _USUAL),
}


class DialectServer:
    """Sends `pictures` over and over to each who asks, in one dialect, as fast as they are read."""

    def __init__(self, dialect: Dialect, pictures: list[bytes]) -> None:
        self._dialect = dialect
        self._pictures = pictures
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/video"

    def close(self) -> None:
        self._socket.close()
        for each in self._open:
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(client)
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        try:
            client.recv(4096)
            for piece in self._pieces():
                client.sendall(piece)
        except OSError:
            client.close()

    def _pieces(self) -> Iterator[bytes]:
        chunked = self._dialect.chunked
        yield b"HTTP/1.1 200 OK\r\nContent-Type: " + self._dialect.head
        yield b"\r\nTransfer-Encoding: chunked\r\n\r\n" if chunked else b"\r\n\r\n"
        for number in count():
            content = self._dialect.wrap(self._pictures[number % len(self._pictures)])
            yield b"%x\r\n%b\r\n" % (len(content), content) if chunked else content

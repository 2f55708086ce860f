"""A network camera on loopback: MJPEG over HTTP that can be cut, stalled and resumed."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

from tests.kiosk.camera.portraits import drawn_face


class MjpegServer:
    """Serves `address` on a fixed port until `close`; `cut` drops connections and refuses new ones."""

    def __init__(self, rate: float = 60.0) -> None:
        self._sent = 0
        self._pause = 1 / rate
        self._cut = threading.Event()
        self._flowing = threading.Event()
        self._flowing.set()
        self._face = drawn_face(1, 640, 480)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/stream.mjpg"

    def cut(self) -> None:
        """The connection breaks, and nobody answers any more."""
        self._cut.set()

    def stall(self) -> None:
        """The connection stays, and nothing comes."""
        self._flowing.clear()

    def resume(self) -> None:
        self._cut.clear()
        self._flowing.set()

    def close(self) -> None:
        self.cut()
        self._flowing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _frame(self) -> bytes:
        self._sent += 1
        picture = self._face.copy()
        cv2.circle(picture, (self._sent * 7 % 640, 440), 20, (255, 255, 255), -1)
        return np.asarray(cv2.imencode(".jpg", picture)[1]).tobytes()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if server._cut.is_set():
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                try:
                    while not server._cut.is_set():
                        self._send(server._frame())
                        time.sleep(server._pause)
                        server._flowing.wait()
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def _send(self, jpeg: bytes) -> None:
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                self.wfile.write(head.encode() + jpeg + b"\r\n")

            def log_message(self, format: str, *args: object) -> None:
                """Silence: the test speaks for itself."""

        return Handler

"""OpenCV, imported whole by whichever thread needs it first."""

import threading

_lock = threading.Lock()


def load_opencv() -> None:
    """To be called on a thread before its first `import cv2`.

    OpenCV's loader puts the bare extension in place of the package for a moment: a second thread that imports
    `cv2` just then gets a module without `cv2.typing`, and so without the looks.
    """
    with _lock:
        import cv2  # noqa: F401

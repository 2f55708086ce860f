"""Relief: light that rakes over thick paint, beaten metal and leaded glass."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Plane


def raised(height: Plane, steepness: float) -> Plane:
    """Light on a relief from the upper left, -1 to 1."""
    kernel = np.array([[1, 1, 0], [1, 0, -1], [0, -1, -1]], dtype=np.float32) * np.float32(-steepness)
    return cast(Plane, np.tanh(cv2.filter2D(height, cv2.CV_32F, kernel)))

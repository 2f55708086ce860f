import numpy as np
import pytest

import looks
from kiosk.domain.errors import BugError
from kiosk.styles import BoothLooks


def test_a_look_keeps_the_pictures_size():
    frame = np.full((120, 90, 3), 128, np.uint8)
    for look in looks.names()[:2]:
        assert BoothLooks().apply(look, frame, "#ff3d81").shape == frame.shape


def test_a_look_of_a_newer_platform_is_told():
    with pytest.raises(BugError, match="sepia-2040"):
        BoothLooks().apply("sepia-2040", np.zeros((8, 8, 3), np.uint8), "#ff3d81")

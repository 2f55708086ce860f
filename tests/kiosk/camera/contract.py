"""What every camera driver must do; each driver's test file inherits this suite."""

import numpy as np
import pytest

from kiosk.domain.errors import CameraError
from kiosk.domain.ports import Camera


class CameraContract:
    """Inherited by a class that offers the fixture `camera`: a fresh, closed driver that can be opened."""

    def test_it_gives_colour_frames_of_one_size(self, camera: Camera):
        camera.open()
        frames = [camera.read() for _ in range(3)]
        assert {frame.shape for frame in frames} == {frames[0].shape}
        assert frames[0].ndim == 3
        assert frames[0].shape[2] == 3
        assert frames[0].dtype == np.uint8

    def test_its_pictures_live(self, camera: Camera):
        camera.open()
        first = camera.read()
        assert any(not np.array_equal(first, camera.read()) for _ in range(10))

    def test_a_photo_is_at_least_as_large_as_a_frame(self, camera: Camera):
        camera.open()
        frame, photo = camera.read(), camera.capture()
        assert photo.shape[0] >= frame.shape[0]
        assert photo.shape[1] >= frame.shape[1]
        assert photo.dtype == np.uint8

    def test_a_frame_is_the_callers_to_keep(self, camera: Camera):
        camera.open()
        kept = camera.read()
        copy = kept.copy()
        camera.read()
        camera.capture()
        assert np.array_equal(kept, copy)

    def test_it_can_be_opened_again_after_it_was_closed(self, camera: Camera):
        for _ in range(2):
            camera.open()
            assert camera.read().size
            camera.close()

    def test_closing_twice_or_unopened_is_harmless(self, camera: Camera):
        camera.close()
        camera.open()
        camera.close()
        camera.close()

    @pytest.mark.parametrize("action", ["read", "capture"])
    def test_closed_it_says_so_by_a_camera_error(self, camera: Camera, action: str):
        with pytest.raises(CameraError):
            getattr(camera, action)()

    @pytest.mark.timeout(60)
    def test_reads_do_not_hang(self, camera: Camera):
        camera.open()
        for _ in range(3):
            assert camera.read().size

    def test_it_has_a_name(self, camera: Camera):
        assert camera.name

"""What the printer's tests share."""

from pathlib import Path

import pytest
from PIL import Image

from tests.kiosk.camera.portraits import drawn_face


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A print-ready sheet."""
    path = tmp_path_factory.mktemp("sheets") / "sheet.jpg"
    Image.fromarray(drawn_face(3, 1200, 1800)[:, :, ::-1]).save(path, dpi=(300, 300), quality=90)
    return path

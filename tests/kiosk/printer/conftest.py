"""What the printer's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.kiosk.camera.portraits import drawn_face
from tests.kiosk.printer.private_cups import PrivateCups


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A print-ready sheet."""
    path = tmp_path_factory.mktemp("sheets") / "sheet.jpg"
    Image.fromarray(drawn_face(3, 1200, 1800)[:, :, ::-1]).save(path, dpi=(300, 300), quality=90)
    return path


@pytest.fixture(scope="package")
def house() -> Iterator[PrivateCups]:
    """The one CUPS of these tests."""
    house = PrivateCups()
    try:
        house.start()
        yield house
    finally:
        house.stop()


@pytest.fixture
def private(house: PrivateCups) -> PrivateCups:
    """CUPS and its printer without faults, jobs or sheets."""
    house.clear()
    return house

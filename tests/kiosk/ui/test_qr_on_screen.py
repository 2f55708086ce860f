"""The code on the screen is read back from a screenshot, as a phone would."""

import gc
import sys
from itertools import pairwise

import pytest
import zxingcpp
from PIL import ImageOps
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlComponent

from demo.examples import CLAIM_URL, Pictures, example_scenes
from kiosk.domain.model import Language
from kiosk.ui.qr_code import QrCode
from pictures.qr import QUIET_MODULES, encode
from pictures.sheets.content import Sheet
from pictures.sheets.qr import draw_qr
from pictures.sheets.units import Ruler
from tests.kiosk.ui.conftest import Glass

REFUSED = "failed-refused-event_paused"


def read_codes(image: QImage) -> list[str]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    return [code.text for code in zxingcpp.read_barcodes(view)]


@pytest.mark.parametrize(
    "screen", ["ticket", "ticket-printing", "result", "result-printed", "goodbye", REFUSED]
)
def test_the_code_on_the_screen_opens_the_guests_page(glass: Glass, pictures: Pictures, screen: str) -> None:
    scenes = dict(example_scenes(pictures, Language.ES, large=True))
    glass.show(scenes[screen])
    assert glass.screens.window is not None
    assert read_codes(glass.screens.window.grabWindow()) == [CLAIM_URL]


def test_a_code_that_is_gone_holds_nothing(glass: Glass) -> None:
    """PySide never lets go of the object that QML has made in Python."""
    assert glass.screens.window is not None
    rows, text = encode("gone"), b'import Cabina.Booth\nQrCode { width: 200; height: 200; text: "gone" }'
    held = sys.getrefcount(rows)
    component = QQmlComponent(glass.screens.window.engine())
    component.setData(text, QUrl())
    item = component.create()
    assert isinstance(item, QrCode), component.errorString()
    item.setParentItem(glass.root)
    assert read_codes(glass.screens.window.grabWindow()) == ["gone"]
    item.deleteLater()
    del item
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert sys.getrefcount(rows) == held


def test_modules_are_whole_pixels_with_a_quiet_zone(glass: Glass, pictures: Pictures) -> None:
    glass.show(dict(example_scenes(pictures))["ticket"])
    assert glass.screens.window is not None
    item = glass.find("qrCode")
    assert item is not None
    place = item.mapRectToScene(item.boundingRect()).toRect()
    code = glass.screens.window.grabWindow().copy(place)
    dark = [x for x in range(code.width()) if any(_is_dark(code, x, y) for y in range(code.height()))]
    runs = _row_runs(code, _first_dark_row(code))
    side = min(runs[1:-1])
    assert all(run % side == 0 for run in runs[1:-1])
    assert dark[0] >= QUIET_MODULES * side
    assert code.width() - 1 - dark[-1] >= QUIET_MODULES * side


def test_screen_and_paper_share_one_code_of_level_m(glass: Glass, pictures: Pictures) -> None:
    encode.cache_clear()
    glass.show(dict(example_scenes(pictures))["ticket"])
    paper, quiet = draw_qr(CLAIM_URL, Ruler(Sheet()))
    assert encode.cache_info().misses == 1
    (code,) = zxingcpp.read_barcodes(paper)
    assert (code.text, code.ec_level) == (CLAIM_URL, "M")
    assert paper.getbbox() == (0, 0, paper.width, paper.height)
    assert ImageOps.invert(paper).getbbox() == (quiet, quiet, paper.width - quiet, paper.height - quiet)
    modules = len(encode(CLAIM_URL))
    assert quiet * modules == QUIET_MODULES * paper.width


def _is_dark(image: QImage, x: int, y: int) -> bool:
    return image.pixelColor(x, y).lightness() < 128


def _first_dark_row(image: QImage) -> int:
    return next(y for y in range(image.height()) if any(_is_dark(image, x, y) for x in range(image.width())))


def _row_runs(image: QImage, y: int) -> list[int]:
    """Lengths of the runs of equal pixels in a row."""
    row = [_is_dark(image, x, y) for x in range(image.width())]
    edges = [0, *(x for x in range(1, len(row)) if row[x] != row[x - 1]), len(row)]
    return [end - start for start, end in pairwise(edges)]

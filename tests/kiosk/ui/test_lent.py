"""PySide6 never frees what it has made for QML: guest after guest, pages show the same few items."""

import pytest
from PySide6.QtCore import QSize

from demo.examples import Pictures, example_scenes
from kiosk.ui.preview import Preview
from kiosk.ui.qr_code import QrCode
from tests.kiosk.ui.conftest import Glass

GUESTS = 4
PAGES = {"camera": "preview", "ticket": "qrCode", "result": "qrCode", "goodbye": "qrCode"}


@pytest.mark.parametrize("glass", [QSize(1080, 1920)], ids=["portrait"], indirect=True)
def test_pages_are_lent_what_python_draws(
    glass: Glass, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    for kind in (QrCode, Preview):
        begin = kind.__init__

        def count(self, *parent, begin=begin, name=kind.__name__) -> None:
            made.append(name)
            begin(self, *parent)

        monkeypatch.setattr(kind, "__init__", count)
    scenes = dict(example_scenes(pictures))
    for _ in range(GUESTS):
        for page, name in PAGES.items():
            glass.show(scenes[page])
            item = glass.find(name)
            assert item is not None and item.width() > 0
    assert 1 <= made.count("QrCode") <= 3
    assert 1 <= made.count("Preview") <= 2

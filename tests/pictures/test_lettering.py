"""Names keep their letters on paper, in whatever script, and what has no room is elided, never cut."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

import assets
from pictures.lettering import typefaces
from pictures.lettering.coverage import characters
from pictures.lettering.text import Lettering, Room
from pictures.lettering.typefaces import Typeface, clusters

ROOM = Room(1100, 76, 38, 2)
NAMES = {
    "Vietnamese": "Nguyễn Thị Ánh Đặng",
    "Cyrillic": "Юля и Мартин",
    "Greek": "Ελένη Γιώργος",
    "Arabic": "أحمد و سارة",
    "Hebrew": "יעל ודוד",
    "Chinese": "结婚典礼",
    "Japanese": "山田太郎 さくら",
    "Korean": "김민준",
    "emoji": "\U0001f389 \U0001f1e6\U0001f1f7 \U0001f469\u200d\U0001f680 ❤️",
}


def drawn(text: str, size: int = 60) -> np.ndarray:
    canvas = Image.new("RGB", (1400, 160), "white")
    Typeface(Lettering.DISPLAY, size).draw(canvas, text, (20, 30), "#000000")
    return np.asarray(canvas).astype(int)


def ink(text: str) -> np.ndarray:
    """The columns that have ink, from the first on."""
    columns = np.flatnonzero((drawn(text) < 128).any(axis=(0, 2)))
    return columns - columns[0]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_every_letter_is_set(name: str):
    lettering = Lettering()
    assert lettering.missing(name) == ""
    block = lettering.fit(name, Lettering.DISPLAY, ROOM)
    assert "".join(block.lines).replace(" ", "") == "".join(clusters(name)).replace(" ", "")
    nothing = drawn("\uffff")
    for letter in clusters(name):
        if not letter.isspace():
            assert (drawn(letter) < 128).any(), letter
            assert not np.array_equal(drawn(letter), nothing), letter


def test_what_no_font_has_is_left_out_and_named():
    assert Lettering().missing("Fiesta \U00013080 de \U00013081\U00013080 Ana") == "\U00013080\U00013081"
    assert Lettering().fit("a\U00013080b", Lettering.DISPLAY, ROOM).lines == ("ab",)


def test_without_debians_fonts_their_letters_are_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        typefaces, "_has", lambda path: frozenset() if "noto/" in str(path) else characters(path)
    )
    typefaces._path_of.cache_clear()
    try:
        assert Lettering().missing("Юля 김 \U0001f389") == "김\U0001f389"
    finally:
        typefaces._path_of.cache_clear()


def test_arabic_letters_join():
    apart = sum(Typeface(Lettering.DISPLAY, 60).length(letter) for letter in "سارة")
    assert Typeface(Lettering.DISPLAY, 60).length("سارة") < 0.95 * apart


def test_a_line_is_read_in_its_own_direction():
    """Hebrew begins at the right: its first letter is drawn last, also beside a number."""
    typeface = Typeface(Lettering.DISPLAY, 60)
    gap = round(typeface.length("ד 2026") - typeface.length("ד"))
    assert np.isin(ink("2026")[:40], ink("ד 2026")).all(), "the number stands at the left"
    assert ink("ד 2026")[-1] > gap


def test_a_name_of_another_script_stands_between_its_spaces():
    columns = ink("Ana אב Julio")
    widest = np.sort(np.diff(columns))[-2:]
    assert widest.min() > 12, "one space on each side"


def test_an_emoji_is_in_colour_and_as_large_as_the_letters():
    picture = drawn("\U0001f389")
    assert (picture.max(axis=2) - picture.min(axis=2)).max() > 100
    rows = np.flatnonzero((picture < 200).any(axis=(1, 2)))
    assert 45 < rows[-1] - rows[0] < 90


def test_a_long_caption_gives_way_to_the_date_and_the_ticket():
    room = Room(520, 34, 26)
    block = Lettering().fit("Un estudio de nombre larguísimo", Lettering.TEXT, room, " · 21.11.2026 · B-017")
    [line] = block.lines
    assert line.endswith("… · 21.11.2026 · B-017")
    assert block.typeface.length(line) <= 520
    whole = Lettering().fit("Luz", Lettering.TEXT, room, " · 21.11.2026 · B-017")
    assert whole.lines == ("Luz · 21.11.2026 · B-017",)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_without_end_is_elided_between_letters(name: str):
    block = Lettering().fit(" ".join([name] * 30), Lettering.DISPLAY, ROOM)
    assert len(block.lines) == 2
    assert block.lines[-1].endswith("…")
    whole = set(clusters(name)) | {" ", "…"}
    for line in block.lines:
        assert set(clusters(line)) <= whole
        assert block.typeface.length(line) <= ROOM.width


@pytest.mark.parametrize("name", ["Sora-Bold.otf", "NotoSans-Bold.ttf", "NotoSansHebrew-Bold.ttf"])
def test_a_fonts_own_table_agrees_with_what_it_draws(name: str):
    path = assets.path("fonts", name)
    font = ImageFont.truetype(str(path), 32, layout_engine=ImageFont.Layout.BASIC)
    nothing = bytes(font.getmask("\uffff"))
    known = characters(path)
    for code in range(0x21, 0x700):
        if bytes(font.getmask(chr(code))) != nothing:
            assert code in known or not font.getmask(chr(code)).getbbox(), hex(code)
    assert len(known) > 100


def test_a_file_that_is_no_font_has_no_letters(tmp_path: Path):
    assert characters(tmp_path / "gone.ttf") == frozenset()
    (tmp_path / "text.ttf").write_text("no font")
    assert characters(tmp_path / "text.ttf") == frozenset()

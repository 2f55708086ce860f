"""What is on paper: the right size, the faces, the event, and a QR code that a phone can read."""

import io
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.JpegImagePlugin import get_sampling

import assets
from contract.config import Orientation, PrintLayout
from contract.ids import new_claim_code
from kiosk.domain.errors import BugError, DiskError, PrinterError
from kiosk.domain.framing import LANDSCAPE, PORTRAIT, STRIP, Framing
from kiosk.domain.model import PrintOrder
from kiosk.printer.cut_mark import is_to_be_cut
from kiosk.printer.layouts import PillowLayouts
from kiosk.printer.layouts.page import sheet_on
from pictures.sheets import placing
from pictures.sheets.content import Sheet
from pictures.sheets.placing import Box, crop_box
from tests.pictures import files
from tests.pictures.gamuts import GAMUTS, difference, in_srgb, profile

URL = f"https://fotos.cabina.example/g/{new_claim_code()}"
DS620 = Sheet(1240, 1844, 300)
sides = st.integers(1, 12_000)
places = st.floats(-2_000, 14_000)


@pytest.fixture(scope="module")
def layouts() -> PillowLayouts:
    return PillowLayouts()


@pytest.fixture
def single(picture: Path) -> PrintOrder:
    return PrintOrder(
        PrintLayout.SINGLE, (picture,), "Boda de Julia & Martín", "21 de noviembre de 2026", "#ff5c8a", URL
    )


@pytest.fixture
def strip(single: PrintOrder) -> PrintOrder:
    return replace(single, layout=PrintLayout.STRIP, pictures=single.pictures * 3)


@pytest.fixture
def wide(single: PrintOrder) -> PrintOrder:
    return replace(single, orientation=Orientation.LANDSCAPE)


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    mark = Image.new("RGBA", (640, 200), (0, 0, 0, 0))
    ImageDraw.Draw(mark).rounded_rectangle((0, 0, 639, 199), 60, fill="#2050c0")
    mark.save(path)
    return path


def as_it_is_held(print_: Image.Image, order: PrintOrder) -> Image.Image:
    """A wide print is turned by whoever looks at it."""
    lies = order.orientation is Orientation.LANDSCAPE
    return print_.transpose(Image.Transpose.ROTATE_270) if lies else print_


def composed(
    layouts: PillowLayouts, order: PrintOrder, folder: Path, sheet: Sheet | None = None
) -> Image.Image:
    target = folder / "print.jpg"
    layouts.compose(order, sheet or Sheet(), target)
    with Image.open(target) as opened:
        opened.load()
        return opened.copy()


def codes(print_: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(np.asarray(print_.convert("RGB")))]


@pytest.mark.parametrize(
    "sheet", [Sheet(), DS620, Sheet(600, 900, 150)], ids=["1200x1800", "DS620", "150 dpi"]
)
@pytest.mark.parametrize("layout", ["single", "strip", "wide"])
def test_a_print_is_exactly_the_sheet_with_readable_codes(layouts, layout, sheet, request, tmp_path: Path):
    order = request.getfixturevalue(layout)
    layouts.compose(order, sheet, tmp_path / "print.jpg")
    with Image.open(tmp_path / "print.jpg") as print_:
        assert print_.format == "JPEG"
        assert print_.size == (sheet.width, sheet.height)
        assert print_.info["dpi"] == (sheet.dpi, sheet.dpi)
        assert get_sampling(print_) == 0, "small coloured letters do not fray"
        assert codes(print_) == [URL] * (2 if layout == "strip" else 1)
    assert is_to_be_cut(tmp_path / "print.jpg") is (layout == "strip")


@pytest.mark.parametrize("layout", ["single", "strip", "wide"])
def test_the_codes_survive_a_bad_photograph_of_the_print(layouts, layout, request, tmp_path: Path):
    print_ = composed(layouts, request.getfixturevalue(layout), tmp_path)
    small = print_.convert("L").resize((700, 1050), Image.Resampling.BILINEAR).rotate(4, fillcolor=128)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=45)
    assert URL in codes(Image.open(buffer))


@pytest.mark.parametrize("layout", ["single", "strip", "wide"])
@pytest.mark.parametrize("sheet", [Sheet(), DS620], ids=["1200x1800", "DS620"])
def test_a_code_is_20_mm_wide_or_more_with_its_quiet_zone(layouts, layout, sheet, request, tmp_path: Path):
    order = request.getfixturevalue(layout)
    print_ = as_it_is_held(composed(layouts, order, tmp_path, sheet), order)
    grey = np.asarray(print_.convert("L"))
    for found in zxingcpp.read_barcodes(grey):
        corners = found.position
        left, right = corners.top_left.x, corners.top_right.x
        top, bottom = corners.top_left.y, corners.bottom_left.y
        assert (right - left + 2) / sheet.dpi * 25.4 >= 20
        quiet = round((right - left) / 45 * 4) - 2
        assert left - quiet >= 0
        for edge in (
            grey[top - quiet : top - 2, left:right],
            grey[bottom + 3 : bottom + quiet, left:right],
            grey[top:bottom, left - quiet : left - 2],
            grey[top:bottom, right + 3 : right + quiet],
        ):
            assert edge.min() > 225


@pytest.mark.slow
@pytest.mark.parametrize("page", [Sheet(2480, 3508, 300), Sheet(1236, 2448, 300)])
@pytest.mark.parametrize("layout", ["single", "strip"])
def test_a_page_of_another_size_gets_a_larger_sheet_in_its_middle(layouts, layout, page, request):
    order = request.getfixturevalue(layout)
    print_ = layouts.draw(order, page)
    assert print_.size == (page.width, page.height)
    assert codes(print_) == [URL] * (2 if layout == "strip" else 1)
    dark = np.asarray(print_.convert("L")) < 200
    columns, rows = np.flatnonzero(dark.any(axis=0)), np.flatnonzero(dark.any(axis=1))
    assert abs(columns[0] - (page.width - 1 - columns[-1])) <= 0.03 * page.width
    assert abs(rows[0] - (page.height - 1 - rows[-1])) <= 0.03 * page.height
    assert 0.85 < max((columns[-1] - columns[0]) / page.width, (rows[-1] - rows[0]) / page.height) < 1
    inner = sheet_on(page)
    code = zxingcpp.read_barcodes(np.asarray(print_))[0].position
    assert (code.top_right.x - code.top_left.x) / inner.width == pytest.approx(0.2, abs=0.04), "it grows, too"


def test_the_strips_are_equal_so_that_the_cut_makes_two(layouts, strip: PrintOrder):
    sheet = np.asarray(layouts.draw(strip, Sheet()))
    assert np.array_equal(sheet[:, :600], sheet[:, 600:])
    assert (sheet[:1700, 580:620] == 255).all(), "nothing may lie where the cutter goes"


def test_the_picture_reaches_the_edges_and_words_keep_away_from_them(layouts, single: PrintOrder):
    sheet = np.asarray(layouts.draw(single, Sheet()).convert("L"))
    assert sheet[:1380, 0].max() < 240
    assert sheet[:1380, -1].max() < 240
    foot = sheet[1440:]
    for trimmed in (foot[:, :40], foot[:, -40:], foot[-30:]):
        assert trimmed.min() > 250


def test_title_caption_and_accent_are_on_paper(layouts, single: PrintOrder):
    full = np.asarray(layouts.draw(single, Sheet()))
    assert (full[1420, 600] == (0xFF, 0x5C, 0x8A)).all()
    bare = np.asarray(layouts.draw(replace(single, title="", caption=""), Sheet()))
    assert (full[1440:, :800] < 128).any()
    assert (bare[1440:, :800] == 255).all()


@pytest.mark.parametrize("sheet", [Sheet(), DS620, Sheet(1218, 1818)], ids=["usual", "DS620", "borderless"])
@pytest.mark.parametrize(
    ("layout", "framing"),
    [("single", PORTRAIT), ("strip", STRIP), ("wide", LANDSCAPE)],
    ids=lambda each: each,
)
def test_the_sheet_shows_all_of_a_photo_in_its_framing(
    layouts, layout: str, framing: Framing, sheet: Sheet, request, tmp_path: Path
):
    """No third crop: the photo's red border is on the paper at all four sides."""
    photo = Image.new("RGB", (framing.width, framing.height), "#ff0000")
    photo.paste((0, 200, 0), (12, 12, framing.width - 12, framing.height - 12))
    photo.save(tmp_path / "photo.png")
    order = request.getfixturevalue(layout)
    order = replace(order, pictures=(tmp_path / "photo.png",) * len(order.pictures), accent="#0000ff")
    held = np.asarray(as_it_is_held(layouts.draw(order, sheet), order)).astype(int)
    red = (held[:, :, 0] > 200) & (held[:, :, 1] < 60)
    green = (held[:, :, 1] > 150) & (held[:, :, 0] < 60)
    rows, columns = np.flatnonzero(green.any(axis=1)), np.flatnonzero(green.any(axis=0))
    assert min(red[: rows[0]].any(), red[rows[-1] + 1 :].any())
    assert min(red[:, : columns[0]].any(), red[:, columns[-1] + 1 :].any())


@pytest.mark.parametrize("sheet", [Sheet(), DS620, Sheet(1218, 1818)], ids=["usual", "DS620", "borderless"])
@pytest.mark.parametrize("layout", ["single", "wide"])
def test_the_line_above_the_foot_is_whole(layouts, layout: str, sheet: Sheet, request):
    order = replace(request.getfixturevalue(layout), accent="#0000ff")
    held = np.asarray(as_it_is_held(layouts.draw(order, sheet), order)).astype(int)
    blue = (held[:, :, 2] > 200) & (held[:, :, 0] < 60) & (held[:, :, 1] < 60)
    lines = np.flatnonzero(blue.mean(axis=1) > 0.5)
    assert len(lines) >= 10 and blue[lines].all()


def test_a_wide_print_is_handed_over_upright(layouts, wide: PrintOrder):
    assert layouts.draw(wide, Sheet()).size == (1200, 1800)


def test_a_logo_is_drawn(layouts, single: PrintOrder, strip: PrintOrder, logo: Path):
    for order in (single, strip):
        sheet = np.asarray(layouts.draw(replace(order, logo=logo), Sheet())).astype(int)
        blue = (np.abs(sheet - (0x20, 0x50, 0xC0)).max(axis=2) < 12).sum()
        assert blue > 5000
        assert sheet[1440:1460].min() > 250, "nothing may touch the picture"
        assert sheet[1740:1760].min() > 250, "nothing may be trimmed away"
        assert codes(Image.fromarray(sheet.astype(np.uint8)))


@pytest.mark.parametrize("layout", ["single", "strip", "wide"])
def test_a_test_print_says_so_and_its_code_can_still_be_read(layouts, layout, request, tmp_path: Path):
    order = request.getfixturevalue(layout)
    marked = composed(layouts, replace(order, test_mark="Prueba"), tmp_path)
    plain = composed(layouts, order, tmp_path)
    changed = np.abs(np.asarray(marked).astype(int) - np.asarray(plain)).max(axis=2) > 40
    for third in (changed[:600], changed[600:1200], changed[1200:]):
        assert third.mean() > 0.02
    if layout == "strip":
        assert changed[:, :600].mean() > 0.02
        assert changed[:, 600:].mean() > 0.02
    assert URL in codes(marked)


@pytest.mark.slow
@pytest.mark.parametrize(
    "title",
    [
        "Fiesta",
        "XXXIV Congreso Latinoamericano de Fotografía, Inteligencia Artificial y Cabinas de Eventos Sociales",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "Noche de \U0001f389 fiesta \U0001f389",
        "\U0001f389",
        "Đám cưới Nguyễn Thị Ánh & Trần Văn Dũng",
        "حفل زفاف أحمد و سارة 2026",
        "结婚典礼 山田太郎 김민준 " * 6,
    ],
)
def test_any_title_fits(layouts, single: PrintOrder, strip: PrintOrder, title: str):
    for order in (single, strip):
        sheet = layouts.draw(replace(order, title=title, caption=title), Sheet())
        assert URL in codes(sheet)
        foot = np.asarray(sheet.convert("L"))[1440:1760]
        assert foot[:, :36].min() > 250


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", files.jpeg()[:900], None]
)
@pytest.mark.parametrize("layout", ["single", "strip"])
def test_a_logo_that_cannot_be_read_is_left_out_and_said(
    layouts, layout, content, request, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    order, logo = request.getfixturevalue(layout), tmp_path / "logo"
    if content is not None:
        logo.write_bytes(content)
    sheet = layouts.draw(replace(order, logo=logo), Sheet())
    assert np.array_equal(np.asarray(sheet), np.asarray(layouts.draw(order, Sheet())))
    assert "printed without the logo" in caplog.text
    caplog.clear()
    [said] = layouts.left_out(("Ana",), logo)
    assert "logo" in said


def test_what_a_print_will_be_without_is_said_beforehand(layouts, logo: Path):
    assert layouts.left_out(("Boda de Ana", "Luz"), logo) == ()
    [said] = layouts.left_out(("Boda \U00013080", "Luz"), logo)
    assert "\U00013080" in said


def test_a_picture_that_is_cut_off_is_an_error_and_leaves_no_print(layouts, single, tmp_path: Path):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(single.pictures[0].read_bytes()[:20_000])
    with pytest.raises(PrinterError, match=r"broken\.jpg"):
        layouts.compose(replace(single, pictures=(broken,)), Sheet(), tmp_path / "print.jpg")
    assert not (tmp_path / "print.jpg").exists()


def test_a_folder_that_cannot_be_written_is_a_disk_error(layouts, single: PrintOrder, tmp_path: Path):
    (tmp_path / "prints").write_text("a file where the folder should be")
    with pytest.raises(DiskError):
        layouts.compose(single, Sheet(), tmp_path / "prints" / "print.jpg")


def test_a_strip_of_two_pictures_is_a_bug(layouts, strip: PrintOrder):
    with pytest.raises(BugError):
        layouts.draw(replace(strip, pictures=strip.pictures[:2]), Sheet())


class TestCropping:
    def test_without_faces_more_comes_off_the_bottom(self):
        left, top, right, bottom = crop_box((1000, 2000), (1000, 1000), [])
        assert (left, right) == (0, 1000)
        assert top == pytest.approx(300)
        assert bottom - top == pytest.approx(1000)

    def test_faces_are_kept_in_the_frame(self):
        for y in (110, 900, 1700):
            _, top, _, bottom = crop_box((1000, 2000), (1000, 800), [(400, y, 600, y + 200)])
            assert top <= y - 100, "hair and hats are part of it"
            assert bottom >= y + 200

    def test_everyone_counts(self):
        faces = [(50.0, 300.0, 250.0, 500.0), (700.0, 320.0, 900.0, 520.0)]
        left, _, right, _ = crop_box((2000, 1000), (1000, 1000), faces)
        assert left <= 50
        assert right >= 900

    @settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
    @given(
        picture=st.tuples(sides, sides),
        slot=st.tuples(st.integers(1, 4000), st.integers(1, 4000)),
        faces=st.lists(st.tuples(places, places, places, places), max_size=4),
    )
    @example((832, 1216), (1240, 1451), [])
    @example((1280, 720), (1218, 1434), [])
    @example((6000, 4000), (1200, 1416), [])
    def test_a_box_never_leaves_the_picture(self, picture, slot, faces):
        """Faces may reach beyond the picture; a box that does, by 1e-13 even, is refused by Pillow."""
        left, top, right, bottom = crop_box(picture, slot, faces)
        assert 0 <= left < right <= picture[0]
        assert 0 <= top < bottom <= picture[1]
        shape = (right - left) / (bottom - top)
        assert shape == pytest.approx(slot[0] / slot[1], rel=1e-6)

    def test_in_a_picture_of_the_sheets_own_framing_nobody_looks_for_faces(self, tmp_path, monkeypatch):
        """That takes longer than all else, and there is nothing to choose."""
        picture = tmp_path / "picture.jpg"
        Image.new("L", (600, 708), 100).save(picture)
        looked: list[object] = []

        def look(found: object) -> list[Box]:
            looked.append(found)
            return []

        monkeypatch.setattr(placing, "find_faces", look)
        assert placing.cropped(picture, (1200, 1416)).size == (1200, 1416)
        assert looked == []
        assert placing.cropped(picture, (1200, 1200)).size == (1200, 1200)
        assert len(looked) == 1

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("size", "sheet"),
        [
            ((832, 1216), DS620),
            ((1280, 720), Sheet(1218, 1818, 300)),
            ((6000, 4000), Sheet()),
            ((400, 3000), Sheet(600, 900, 150)),
            ((3000, 400), DS620),
        ],
    )
    @pytest.mark.parametrize("layout", ["single", "strip", "wide"])
    def test_pictures_of_any_size_are_printed_on_any_sheet(
        self, layouts, size, sheet, layout, request, tmp_path: Path
    ):
        picture = tmp_path / "picture.jpg"
        Image.new("L", size, 100).save(picture)
        order = request.getfixturevalue(layout)
        print_ = layouts.draw(replace(order, pictures=(picture,) * len(order.pictures)), sheet)
        assert print_.size == (sheet.width, sheet.height)

    @pytest.mark.parametrize("name", ["astronaut-portrait.jpg", "hopper-portrait.jpg"])
    def test_a_real_face_is_found_and_kept_by_the_wide_frame_of_a_strip(self, name: str):
        from pictures.sheets.face_detection import find_faces

        with Image.open(assets.path("photos", name)) as opened:
            picture = opened.convert("RGB")
        faces = find_faces(picture)
        assert len(faces) == 1
        _, top, _, bottom = crop_box(picture.size, (520, 412), faces)
        height = faces[0][3] - faces[0][1]
        assert top <= max(0, faces[0][1] - 0.35 * height)
        assert bottom >= faces[0][3]


def test_a_24_megapixel_photo_is_decoded_small(single: PrintOrder, tmp_path: Path, monkeypatch):
    large, decoded = tmp_path / "large.jpg", []
    with Image.open(single.pictures[0]) as sheet:
        sheet.resize((4000, 6000)).save(large, quality=88)

    def no_faces(picture: Image.Image) -> list[Box]:
        decoded.append(picture.size)
        return []

    monkeypatch.setattr(placing, "find_faces", no_faces)
    assert placing.cropped(large, (900, 1200)).size == (900, 1200)
    assert decoded == [(2000, 3000)], "at half its size: the smallest step that is twice the slot"


SKIN = (224, 172, 140)
SLOT = (300, 400)


def put(folder: Path, content: bytes) -> Path:
    path = folder / "picture"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("gamut", GAMUTS)
def test_skin_is_printed_in_its_own_colour(gamut: str, tmp_path: Path):
    photo = files.jpeg(Image.new("RGB", (600, 800), SKIN), quality=98, icc_profile=profile(gamut))
    placed = placing.cropped(put(tmp_path, photo), SLOT)
    assert difference(in_srgb(gamut, SKIN), files.pixel(placed, (150, 200))) < 1


def test_what_is_transparent_is_paper(tmp_path: Path):
    clear = files.saved(Image.new("RGBA", (600, 800), (200, 0, 0, 0)), "PNG")
    assert files.pixel(placing.cropped(put(tmp_path, clear), SLOT), (150, 200)) == (255, 255, 255)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_picture_is_placed_upright(orientation: int, tmp_path: Path):
    lying = files.jpeg(files.laid(orientation), exif=files.exif(orientation))
    placed = files.colours(placing.cropped(put(tmp_path, lying), SLOT))
    assert np.allclose(list(placed.values()), list(files.colours(files.scene()).values()), atol=8)


def test_exif_that_a_decoder_trips_over_spoils_no_print(tmp_path: Path):
    behind = struct.pack("<ii", -1, 0)
    odd = files.odd_exif(files.on_its_side(), (0x011A, 10, 1, struct.pack("<I", 38)), behind=behind)
    photo = files.with_segment(files.jpeg(files.laid(6)), 0xE1, odd)
    assert placing.cropped(put(tmp_path, photo), SLOT).size == SLOT


@pytest.mark.parametrize("content", [b"", b"not a picture", files.jpeg()[:500], files.jpeg()[:-900]])
def test_a_damaged_picture_is_refused_in_our_own_words(
    content: bytes, single: PrintOrder, layouts: PillowLayouts, tmp_path: Path
):
    order = replace(single, pictures=(put(tmp_path, content),))
    with pytest.raises(PrinterError, match="cannot be read") as refused:
        layouts.draw(order, Sheet())
    assert not any(word in str(refused.value) for word in ("cannot identify", "truncated", "BytesIO"))


def test_a_logo_lies_on_what_is_printed_below_it_in_its_own_colours(tmp_path: Path):
    half = Image.new("RGBA", (200, 100), (*SKIN, 255))
    half.paste((0, 0, 0, 0), (100, 0, 200, 100))
    logo = put(tmp_path, files.saved(half, "PNG", icc_profile=profile("Display P3")))
    canvas = Image.new("RGB", (200, 100), (10, 20, 30))
    placing.draw_logo(canvas, logo, (0, 0), (200, 100))
    assert difference(in_srgb("Display P3", SKIN), files.pixel(canvas, (40, 50))) < 1
    assert files.pixel(canvas, (160, 50)) == (10, 20, 30)


def test_a_logo_is_drawn_upright(tmp_path: Path):
    logo = put(tmp_path, files.jpeg(files.laid(6), exif=files.exif(6)))
    canvas = Image.new("RGB", (400, 400))
    assert placing.draw_logo(canvas, logo, (0, 0), SLOT) == SLOT[1]

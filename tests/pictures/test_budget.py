"""What a picture may cost is judged before anything of it is decoded."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import pictures
from pictures import PictureError, TooCostly, TooManyPixels, Unreadable, Unsupported, opened, stripped
from pictures.budget import Cost
from tests.pictures.files import jpeg, saved, scene, with_chunk
from tests.pictures.hostile import png, webp, with_frame, with_scans_again, with_size

PROGRESSIVE = jpeg(progressive=True)
ROOT = Path(pictures.__file__).parents[1]
OWN_FILES = {
    "central/catalogue/samples.py": "a photo that comes with the program",
    "kiosk/camera/torn.py": "a frame of the camera's, which is found whole and bounded first",
    "kiosk/printer/cut_mark.py": "a sheet that the booth composed; nothing is decoded",
    "kiosk/printer/file.py": "a sheet that the booth composed",
    "looks/__main__.py": "a developer's own photo",
}
"""The only places that open pictures by themselves."""


@pytest.fixture
def nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the decoder was asked")

    monkeypatch.setattr(Image, "open", refuse)


@pytest.mark.usefixtures("nothing_is_decoded")
@pytest.mark.parametrize(
    ("content", "error"),
    [
        (with_scans_again(PROGRESSIVE, 60), TooCostly),
        (with_scans_again(with_size(PROGRESSIVE, 7_000, 7_000), 10), TooCostly),
        (with_size(jpeg(progressive=True, subsampling=0), 7_000, 7_000), TooManyPixels),
        (with_size(jpeg(), 60_000, 16), TooCostly),
        (with_size(jpeg(), 16, 60_000), TooCostly),
        (with_size(jpeg(), 16_385, 2_000), TooCostly),
        (with_size(jpeg(), 65_000, 65_000), TooManyPixels),
        (with_size(jpeg(), 0, 100), Unreadable),
        (with_size(jpeg(), 100, 0), Unreadable),
        (with_frame(jpeg(), 0xC9), Unsupported),
        (with_frame(jpeg(), 0xC3), Unsupported),
        (jpeg()[:2] + PROGRESSIVE[2:PROGRESSIVE.index(b"\xff\xda")] + jpeg()[2:], Unreadable),
        (png(60_000, 16), TooCostly),
        (png(7_072, 7_072), TooManyPixels),
        (png(7_000, 7_000, depth=16, colour=6, interlaced=True), TooCostly),
        (png(100, 100, colour=5), Unreadable),
        (png(0, 100), Unreadable),
        (with_chunk(png(100, 100), b"IHDR", bytes(13)), Unreadable),
        (with_chunk(png(100, 100, colour=3), b"PLTE", bytes(3_000_000)), Unreadable),
        (with_chunk(png(100, 100), b"IDAT", b"")[:33] + png(100, 100)[33:41] * 60_000, PictureError),
        (webp(b"VP8 ", 16_000, 16_000), TooManyPixels),
        (webp(b"VP8 ", 6_000, 6_000), TooManyPixels),
        (webp(b"VP8L", 6_000, 6_000), TooManyPixels),
        (webp(b"VP8L", 16_000, 100), TooCostly),
    ],
    ids=[
        "scans", "scans-of-many-pixels", "coefficients", "strip", "column", "side", "pixels", "no-width",
        "no-height", "arithmetic", "lossless", "two-frames", "png-strip", "png-pixels", "png-rows",
        "png-colour", "png-no-width", "png-two-headers", "png-palette", "png-chunks", "webp-pixels",
        "webp-lossy", "webp-lossless", "webp-strip",
    ],
)  # fmt: skip
def test_what_costs_more_to_read_than_to_send_is_refused(content: bytes, error: type[PictureError]) -> None:
    with pytest.raises(error):
        stripped(content)


@pytest.mark.parametrize(
    "content",
    [
        jpeg(progressive=True, subsampling=0), jpeg(progressive=True, subsampling=2), jpeg(subsampling=1),
        jpeg(scene().convert("L"), progressive=True), jpeg(scene().convert("CMYK"), progressive=True),
        saved(scene(), "PNG"), saved(scene().convert("P"), "PNG"), saved(scene().convert("RGBA"), "PNG"),
        saved(scene().convert("I;16"), "PNG"), saved(scene(), "WEBP"), saved(scene(), "WEBP", lossless=True),
        saved(scene().convert("RGBA"), "WEBP"), with_scans_again(PROGRESSIVE, 5),
    ],
)  # fmt: skip
def test_what_programs_write_is_within_it(content: bytes) -> None:
    assert opened(content).size == scene().size


@pytest.mark.parametrize(
    "cost",
    [
        Cost(8_160, 6_120), Cost(8_160, 6_120, memory=7, passes=8), Cost(6_000, 4_000, memory=10, passes=14),
        Cost(16_384, 3_000), Cost(4_080, 3_060, memory=16, passes=8), Cost(6_000, 4_000, passes=8),
    ],
    ids=["50-megapixels", "progressive", "full-colour", "panorama", "webp", "16-bit-png"],
)  # fmt: skip
def test_so_are_the_largest_photos(cost: Cost) -> None:
    cost.check()


@pytest.mark.parametrize(
    ("content", "passes"),
    [(jpeg(subsampling=0), 3), (jpeg(), 1.5), (jpeg(subsampling=0, progressive=True), 14)],
    ids=["full-colour", "usual", "progressive"],
)
def test_a_jpeg_is_counted_by_what_its_scans_go_over(content: bytes, passes: float) -> None:
    assert pictures.jpeg.parts(content).cost.passes == pytest.approx(passes)


def opens_pictures(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in {"imread", "imdecode", "open"}:
            called = ast.unparse(node)
            if called in {"Image.open", "cv2.imread", "cv2.imdecode"}:
                yield called


def test_nobody_else_opens_pictures() -> None:
    sources = [path for part in ("central", "kiosk", "looks") for path in (ROOT / part).rglob("*.py")]
    assert len(sources) > 300
    found = {str(path.relative_to(ROOT)) for path in sources if any(opens_pictures(path))}
    assert found == set(OWN_FILES)

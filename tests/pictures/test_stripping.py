"""N5: a picture file loses every passenger, and not one pixel."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from pictures import Unreadable, Unsupported, is_plain, opened, size, stripped, verify
from tests.pictures import files
from tests.pictures.files import SECRETS, jpeg, odd_exif, on_its_side, saved, scene, with_chunk, with_segment

XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>34.6037</x:xmpmeta>"
CARRIERS = {
    "exif": jpeg(exif=files.exif()),
    "comment": jpeg(comment=b"secret comment"),
    "xmp": with_segment(jpeg(), 0xE1, XMP),
    "iptc": with_segment(jpeg(), 0xED, b"Photoshop 3.0\0secret comment"),
    "thumbnail": with_segment(jpeg(), 0xE0, b"JFXX\0\x10" + jpeg(scene((30, 40)), comment=b"secret comment")),
    "progressive": jpeg(progressive=True, exif=files.exif()),
    "restarts": jpeg(restart_marker_rows=1, exif=files.exif()),
    "samsung": jpeg() + files.samsung_trailer(),
    "motion-photo": jpeg(exif=files.exif()) + files.film(),
    "stereo": files.stereo(),
    "stereo-padded": files.stereo(b"\0"),
    "preview-behind": jpeg() + jpeg(scene((90, 120)), exif=files.exif()),
    "zeros-behind": jpeg() + bytes(4096),
    "zip-behind": jpeg() + b"PK\x03\x04 an archive",
    "html-behind": jpeg() + b"<script>alert(1)</script>",
    "png-exif": saved(scene(), "PNG", exif=files.exif()),
    "png-text": with_chunk(saved(scene(), "PNG"), b"tEXt", b"Comment\0secret comment"),
    "png-behind": saved(scene(), "PNG") + b"<script>",
    "webp-exif": saved(scene(), "WEBP", exif=files.exif(), xmp=XMP),
    "webp-lossless": saved(scene(), "WEBP", lossless=True, exif=files.exif()),
    "webp-behind": saved(scene(), "WEBP") + b"PK\x03\x04",
}


@pytest.mark.parametrize("name", CARRIERS)
def test_nothing_but_the_picture_is_left(name: str) -> None:
    picture = stripped(CARRIERS[name])
    assert [secret for secret in SECRETS if secret in picture.content] == []
    assert picture.whole and is_plain(picture)
    verify(picture)


@pytest.mark.parametrize("name", CARRIERS)
def test_not_a_pixel_changes(name: str) -> None:
    with Image.open(io.BytesIO(CARRIERS[name])) as image:
        before = np.asarray(image.convert("RGB"))
    assert np.array_equal(np.asarray(opened(CARRIERS[name])), before)
    assert np.array_equal(np.asarray(opened(stripped(CARRIERS[name]).content)), before)


@pytest.mark.parametrize(
    "content", [jpeg(), jpeg(progressive=True), saved(scene(), "PNG"), saved(scene(), "WEBP")]
)
def test_a_clean_file_stays_as_it_is(content: bytes) -> None:
    assert stripped(content).content == content


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_picture_is_upright_once_nothing_says_how_it_lies(orientation: int, form: str) -> None:
    lying = saved(files.laid(orientation), form, exif=files.exif(orientation))
    picture = stripped(lying)
    assert size(picture) == files.SIZE
    assert is_plain(picture) == (orientation == 1)
    shown = files.colours(opened(lying))
    assert np.allclose(list(shown.values()), list(files.colours(scene()).values()), atol=8), shown


@pytest.mark.parametrize(
    "block",
    [
        odd_exif(on_its_side(), (0x011A, 10, 1, struct.pack("<I", 38)), behind=struct.pack("<ii", -1, 0)),
        odd_exif(on_its_side(), (0x9203, 9, 1, struct.pack("<i", -70000))),
        odd_exif(on_its_side(), (0x8825, 4, 1, struct.pack("<I", 9999)), (0x8769, 4, 1, bytes(4))),
        b"Exif\0\0" + odd_exif(on_its_side()),
    ],
    ids=["negative-rational", "out-of-range", "garbage-gps", "doubled-prefix"],
)
def test_exif_that_a_decoder_trips_over_is_read_as_far_as_needed(block: bytes) -> None:
    picture = stripped(with_segment(jpeg(files.laid(6)), 0xE1, block))
    assert (picture.orientation, size(picture)) == (6, files.SIZE)


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0",
        odd_exif((0x0112, 3, 1, b"\x63\0\0\0")),
        b"Exif\0\0MM\0*\xff\xff\xff\xff",
    ],
)
def test_exif_that_says_nothing_is_not_an_obstacle(block: bytes) -> None:
    picture = stripped(with_segment(jpeg(), 0xE1, block))
    assert picture.orientation == 1
    assert is_plain(picture)


@pytest.mark.parametrize("content", [jpeg(), jpeg(progressive=True)], ids=["baseline", "progressive"])
@pytest.mark.parametrize("behind", [b"", files.samsung_trailer(), bytes(4096)], ids=["", "samsung", "zeros"])
def test_a_photo_whose_end_mark_is_missing_is_read(content: bytes, behind: bytes) -> None:
    """It is not plain: what follows the last pixel cannot be told from it without decoding."""
    endless = content[:-2] + behind
    assert not is_plain(stripped(endless))
    assert np.array_equal(np.asarray(opened(endless)), np.asarray(opened(content)))


@pytest.mark.parametrize("lost", [3, 20, 200, 2000])
def test_a_photo_whose_last_pixels_are_missing_is_refused(lost: int) -> None:
    noise = np.random.default_rng(4).integers(0, 255, (80, 60, 3), np.uint8)
    content = jpeg(Image.fromarray(noise))
    with pytest.raises(Unreadable):
        opened(content[:-lost])
    with pytest.raises(Unreadable):
        verify(stripped(content[:-lost]))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        jpeg()[:200],
        saved(scene(), "PNG")[:-500],
        saved(scene(), "WEBP")[:-500],
        jpeg()[:2] + b"\xff\xc0" * 4000,
        b"RIFF\x04\0\0\0WEBP",
    ],
    ids=["empty", "three-bytes", "head", "png-cut", "webp-cut", "lying-lengths", "webp-empty"],
)
def test_damage_is_a_picture_error(content: bytes) -> None:
    with pytest.raises((Unreadable, Unsupported)):
        opened(content)


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "AVIF", "ICO"])
def test_other_formats_are_named_in_the_refusal(form: str) -> None:
    with pytest.raises(Unsupported, match="JPEG, PNG or WebP"):
        stripped(saved(scene((64, 64)), form))


def test_heic_is_told_what_to_do() -> None:
    with pytest.raises(Unsupported, match="as JPEG"):
        stripped(struct.pack(">I", 24) + b"ftypheic" + bytes(2000))


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_an_animation_is_refused(form: str) -> None:
    moving = saved(scene(), form, save_all=True, append_images=[files.laid(3)])
    with pytest.raises(Unsupported, match="animation"):
        stripped(moving)


def test_text_and_profiles_without_end_are_left_out_unread() -> None:
    huge = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"<x>" + b" " * 9_000_000 + b"</x>")
    png = with_chunk(
        with_chunk(saved(scene(), "PNG"), b"iTXt", huge), b"iCCP", b"x\0\0" + zlib.compress(bytes(99_000_000))
    )
    assert stripped(png).content == saved(scene(), "PNG")
    assert np.array_equal(np.asarray(opened(png)), np.asarray(scene()))


def test_a_photo_of_a_thousand_scans_is_not_worth_its_time() -> None:
    content = jpeg(progressive=True)
    start, end = content.rindex(b"\xff\xda"), content.rindex(b"\xff\xd9")
    with pytest.raises(Unreadable, match="too many parts"):
        stripped(content[:end] + content[start:end] * 1000 + content[end:])

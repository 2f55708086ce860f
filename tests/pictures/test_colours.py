"""Pictures look as they are meant to: in their own colours, on white."""

import statistics
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from pictures import is_plain, opened, stripped
from tests.pictures import files
from tests.pictures.files import jpeg, saved, scene, with_chunk
from tests.pictures.gamuts import GAMUTS, ciede2000, difference, grey_profile, in_srgb, profile

SKIN = [(224, 172, 140), (198, 134, 102), (141, 85, 36), (255, 219, 172), (92, 58, 42), (240, 190, 170)]
OTHERS = [(180, 60, 60), (90, 140, 90), (120, 120, 200), (128, 128, 128), (250, 250, 250), (10, 10, 10)]


PAINTED = scene().quantize(8)
CORNER = PAINTED.getpixel((9, 9))


def patches(colours: list[tuple[int, int, int]]) -> Image.Image:
    """Side by side, 100 pixels each."""
    return Image.fromarray(np.repeat(np.repeat(np.array([colours], np.uint8), 100, 0), 100, 1))


def shown(content: bytes, count: int) -> list[tuple[int, ...]]:
    image = opened(content)
    assert image.mode == "RGB"
    return [files.pixel(image, (each * 100 + 50, 50)) for each in range(count)]


def test_the_measure_of_colours_is_the_published_one() -> None:
    assert round(ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)), 4) == 2.0425
    assert round(ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)), 4) == 1.2644
    assert round(ciede2000((90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447)), 4) == 1.4441


@pytest.mark.parametrize("gamut", GAMUTS)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_wide_gamuts_become_srgb(gamut: str, form: str) -> None:
    colours = SKIN + OTHERS
    exact: dict[str, dict[str, int]] = {"JPEG": {"quality": 98, "subsampling": 0}, "WEBP": {"lossless": 1}}
    content = saved(patches(colours), form, icc_profile=profile(gamut), **exact.get(form, {}))
    assert not is_plain(stripped(content))
    seen = shown(content, len(colours))
    off = [difference(in_srgb(gamut, meant), got) for meant, got in zip(colours, seen, strict=True)]
    ignored = [difference(in_srgb(gamut, meant), meant) for meant in SKIN]
    assert statistics.median(off) < 0.5 and max(off) < 1.5, off
    assert statistics.median(ignored) > 2, "these colours need their profile"


def test_an_srgb_profile_by_any_name_changes_nothing() -> None:
    ours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = jpeg(icc_profile=ours)
    picture = stripped(content)
    assert is_plain(picture)
    assert picture.content == jpeg()


@pytest.mark.parametrize(
    "broken",
    [
        b"not a profile", bytes(500), profile("Display P3")[:200],
        profile("Display P3").replace(b"RGB ", b"CMYK"), grey_profile(1.8),
    ],
    ids=["words", "zeros", "cut", "another-space", "of-greys"],
)  # fmt: skip
def test_a_broken_profile_is_taken_for_srgb(broken: bytes) -> None:
    content = jpeg(icc_profile=broken)
    assert is_plain(stripped(content))
    assert np.array_equal(np.asarray(opened(content)), np.asarray(opened(jpeg())))


def test_a_profile_in_several_segments_is_one() -> None:
    padded = profile("Display P3") + bytes(150_000)
    assert stripped(jpeg(icc_profile=padded)).profile == padded


def test_greys_have_profiles_too() -> None:
    grey = Image.new("L", (64, 64), 128)
    darker = opened(saved(grey, "PNG", icc_profile=grey_profile(1.0)))
    assert files.pixel(darker, (9, 9)) == pytest.approx((188, 188, 188), abs=2)


@pytest.mark.parametrize("adobes", [True, False])
def test_inks_are_colours_whether_inverted_or_not(adobes: bool) -> None:
    cmyk = scene().convert("CMYK")
    content = jpeg(cmyk) if adobes else files.without_adobes_mark(cmyk)
    assert not is_plain(stripped(content)), "no program shows inks alike"
    seen = files.colours(opened(content))
    assert np.allclose(list(seen.values()), list(files.colours(scene()).values()), atol=6), seen


def test_sixteen_bits_are_as_bright_as_eight() -> None:
    deep = Image.fromarray(np.full((80, 80), 128 * 257, np.uint16))
    assert files.pixel(opened(saved(deep, "PNG")), (9, 9)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_opaque_pictures_stay_as_they_are(mode: str) -> None:
    image = scene().convert(mode)
    content = saved(image, "PNG")
    assert is_plain(stripped(content))
    assert np.array_equal(np.asarray(opened(content)), np.asarray(image.convert("RGB")))


def half_seen(mode: str) -> bytes:
    """Black beneath a transparency from clear to opaque."""
    image = Image.new(mode[:-1], (256, 64))
    image.putalpha(Image.linear_gradient("L").rotate(90).resize((256, 64)))
    return saved(image, "PNG")


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_white(mode: str) -> None:
    content = half_seen(mode)
    assert not is_plain(stripped(content))
    row = np.asarray(opened(content))[32, :, 0].astype(int)
    assert np.allclose(row, np.linspace(255, 0, 256), atol=2)


def test_a_soft_edge_has_no_halo_of_what_lies_beneath() -> None:
    """Editors leave any colour beneath what is clear; it must not shine through where clear meets opaque."""
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[:, :32] = (0, 255, 0, 0)
    pixels[:, 31] = (255, 0, 0, 128)
    pixels[:, 32:] = (255, 0, 0, 255)
    seen = np.asarray(opened(saved(Image.fromarray(pixels), "PNG"))).astype(int)
    assert (seen[:, :, 1] == seen[:, :, 2]).all(), "there is red and white, and no green"


@pytest.mark.parametrize(
    ("image", "transparent"),
    [
        (Image.new("RGB", (64, 64), (1, 2, 3)), (1, 2, 3)),
        (Image.new("L", (64, 64), 7), 7),
        (PAINTED, CORNER),
        (PAINTED, bytes(0 if each == CORNER else 255 for each in range(8))),
        (Image.fromarray(np.full((64, 64), 300, np.uint16)), 300),
    ],
    ids=["colour", "grey", "palette", "palette-of-alphas", "sixteen-bits"],
)
def test_a_colour_that_stands_for_nothing_is_white(image: Image.Image, transparent: object) -> None:
    content = saved(image, "PNG", transparency=transparent)
    assert not is_plain(stripped(content))
    assert files.pixel(opened(content), (9, 9)) == (255, 255, 255)


def test_transparency_and_profile_together() -> None:
    image = patches(SKIN).convert("RGBA")
    image.putalpha(255)
    content = with_chunk(saved(image, "PNG"), b"iCCP", b"p\0\0" + zlib.compress(profile("Display P3")))
    seen = shown(content, len(SKIN))
    off = [difference(in_srgb("Display P3", meant), got) for meant, got in zip(SKIN, seen, strict=True)]
    assert max(off) < 1.0

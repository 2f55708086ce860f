"""N5: what is taken for a picture, what is kept of it, and what of it others may see."""

import io

import numpy as np
import pytest
from PIL import Image

import looks
from central.blobs.errors import NotAPicture, TooLarge, TooSmall
from central.blobs.pictures import LONGEST_SIDE, SMALLEST_SIDE, accepted, cleaned, rendition
from tests.central.pictures import bomb_png, encoded, jpeg, jpeg_with_gps
from tests.pictures import files, hostile
from tests.pictures.files import SECRETS
from tests.pictures.gamuts import GAMUTS, difference, in_srgb, profile


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (jpeg(), "image/jpeg"),
        (jpeg(progressive=True, optimize=True), "image/jpeg"),
        (jpeg(restart_marker_rows=1), "image/jpeg"),
        (jpeg_with_gps(orientation=1), "image/jpeg"),
        (jpeg() + bytes(64), "image/jpeg"),
        (jpeg() + jpeg(160, 120), "image/jpeg"),
        (jpeg() + b"<script>alert(1)</script>", "image/jpeg"),
        (jpeg() + b"PK\x03\x04 a whole archive", "image/jpeg"),
        (encoded("PNG") + b"%PDF-1.7", "image/png"),
        (encoded("WEBP") + b"#!/bin/sh\n", "image/webp"),
        (jpeg() + files.samsung_trailer(), "image/jpeg"),
        (jpeg() + files.film(), "image/jpeg"),
        (encoded("PNG"), "image/png"),
        (encoded("WEBP"), "image/webp"),
    ],
    ids=[
        "baseline", "progressive", "restarts", "exif", "padded", "with-preview", "jpeg+html", "jpeg+zip",
        "png+pdf", "webp+shell", "samsung", "motion-photo", "png", "webp",
    ],
)  # fmt: skip
def test_photos_are_kept_up_to_their_end_to_the_pixel(content: bytes, media_type: str) -> None:
    kept = accepted(content)
    assert kept.media_type == media_type
    passengers = (*SECRETS, b"ecret", b"%PDF", b"#!/bin")
    assert [each for each in passengers if each in kept.content] == []
    with Image.open(io.BytesIO(content)) as sent, Image.open(io.BytesIO(kept.content)) as clean:
        assert np.array_equal(np.asarray(sent.convert("RGB")), np.asarray(clean.convert("RGB")))
        assert clean.size == (kept.width, kept.height)


@pytest.mark.parametrize("clean", [jpeg(), encoded("PNG"), encoded("WEBP")], ids=["jpeg", "png", "webp"])
def test_what_is_clean_is_kept_to_the_byte(clean: bytes) -> None:
    assert accepted(clean).content == clean


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html><script>alert(1)</script></html>",
        jpeg()[:-2000],
        jpeg()[:200],
        encoded("PNG")[:-500],
        encoded("WEBP")[:-500],
        encoded("GIF"),
    ],
    ids=[
        "empty", "header-only", "html", "truncated-jpeg", "jpeg-head", "truncated-png", "truncated-webp",
        "gif",
    ],
)  # fmt: skip
def test_other_things_are_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        accepted(content)


def test_an_animation_is_refused() -> None:
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(NotAPicture):
        accepted(buffer.getvalue())


NARROWEST = LONGEST_SIDE // SMALLEST_SIDE
SHAPES = [
    (SMALLEST_SIDE, SMALLEST_SIDE),
    (SMALLEST_SIDE, LONGEST_SIDE),
    (12_000, 900),
    (200 * NARROWEST, 200),
]


@pytest.mark.parametrize("size", SHAPES)
def test_of_whatever_is_accepted_every_look_makes_a_picture(size: tuple[int, int]) -> None:
    photo = jpeg(*size)
    accepted(photo)
    with Image.open(io.BytesIO(rendition(photo, LONGEST_SIDE))) as image:
        pixels = np.asarray(image)
    for name in looks.names():
        assert looks.apply(name, pixels).shape == pixels.shape


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (63, 400), (400, 63), (1_000, 16), (300, 12_000)])
def test_of_what_is_too_small_or_too_narrow_nobody_tries_to(size: tuple[int, int]) -> None:
    for way in (accepted, lambda photo: rendition(photo, LONGEST_SIDE)):
        with pytest.raises(TooSmall, match=r"pixels each way|as long as wide"):
            way(jpeg(*size))


@pytest.mark.parametrize("side", [8_000, 12_000, 30_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    bomb = bomb_png(side)
    assert len(bomb) < 200_000
    with pytest.raises(TooLarge):
        accepted(bomb)


def test_what_costs_too_much_is_refused_before_it_is_decoded() -> None:
    for costly in (jpeg(20_000, 320), jpeg(6_500, 100), hostile.with_scans_again(jpeg(progressive=True), 60)):
        for way in (accepted, cleaned, lambda photo: rendition(photo, 100)):
            with pytest.raises(TooLarge):
                way(costly)


def test_a_rendition_is_upright_and_carries_nothing_but_pixels() -> None:
    original = jpeg_with_gps(orientation=6)
    assert b"SecretMaker" in original
    shown = rendition(original, longest_side=400)
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (300, 400)
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    assert b"Secret" not in shown
    assert b"secret" not in shown


def test_a_photo_that_lies_on_its_side_is_kept_upright() -> None:
    lying = files.jpeg(files.laid(6), quality=98, exif=files.exif(6))
    kept = accepted(lying)
    assert (kept.width, kept.height) == files.SIZE
    assert [secret for secret in SECRETS if secret in kept.content] == []
    with Image.open(io.BytesIO(kept.content)) as upright:
        assert np.abs(np.asarray(upright, int) - np.asarray(files.scene(), int)).mean() < 1.5


@pytest.mark.parametrize("gamut", GAMUTS)
def test_colours_are_kept_and_shown_in_srgb(gamut: str) -> None:
    skin = (224, 172, 140)
    photo = files.jpeg(Image.new("RGB", (400, 400), skin), quality=98, icc_profile=profile(gamut))
    for shown in (accepted(photo).content, rendition(photo, 100)):
        assert b"ICC_PROFILE" not in shown
        with Image.open(io.BytesIO(shown)) as image:
            assert difference(in_srgb(gamut, skin), files.pixel(image, (50, 50))) < 1


def test_what_is_transparent_is_shown_on_white() -> None:
    clear = files.saved(Image.new("RGBA", (100, 100), (200, 0, 0, 0)), "PNG")
    for shown in (accepted(clear).content, rendition(clear, 80)):
        with Image.open(io.BytesIO(shown)) as image:
            assert files.pixel(image, (40, 40)) == (255, 255, 255)


def test_a_picture_too_small_to_work_on_can_still_be_cleaned() -> None:
    """It was taken when less was asked of photos."""
    assert cleaned(jpeg(16, 16, exif=files.exif())).content == jpeg(16, 16)

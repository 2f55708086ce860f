"""N5: what is taken for a picture, and what of it others may see."""

import io

import pytest
from PIL import Image

from central.blobs.errors import NotAPicture, TooLarge
from central.blobs.pictures import examine, rendition
from tests.central.pictures import bomb_png, encoded, jpeg, jpeg_with_gps


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (jpeg(), "image/jpeg"),
        (jpeg(progressive=True, optimize=True), "image/jpeg"),
        (jpeg(restart_marker_rows=1), "image/jpeg"),
        (jpeg_with_gps(), "image/jpeg"),
        (jpeg() + bytes(64), "image/jpeg"),
        (jpeg() + jpeg(160, 120), "image/jpeg"),
        (encoded("PNG"), "image/png"),
        (encoded("WEBP"), "image/webp"),
    ],
    ids=["baseline", "progressive", "restarts", "exif", "padded", "with-preview", "png", "webp"],
)
def test_photos_are_recognised(content: bytes, media_type: str) -> None:
    assert examine(io.BytesIO(content)).media_type == media_type


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
        jpeg(8, 8),
        jpeg() + b"<script>alert(1)</script>",
        jpeg() + b"PK\x03\x04 a whole archive",
        encoded("PNG") + b"%PDF-1.7",
        encoded("WEBP") + b"#!/bin/sh\n",
    ],
    ids=[
        "empty", "header-only", "html", "truncated-jpeg", "jpeg-head", "truncated-png", "truncated-webp",
        "gif", "tiny", "jpeg+html", "jpeg+zip", "png+pdf", "webp+shell",
    ],
)  # fmt: skip
def test_other_things_are_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        examine(io.BytesIO(content))


def test_an_animation_is_refused() -> None:
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(NotAPicture):
        examine(buffer)


@pytest.mark.parametrize("side", [8_000, 12_000, 30_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    bomb = bomb_png(side)
    assert len(bomb) < 200_000
    with pytest.raises(TooLarge):
        examine(io.BytesIO(bomb))


def test_a_rendition_is_upright_and_carries_nothing_but_pixels() -> None:
    original = jpeg_with_gps(orientation=6)
    assert b"SecretMaker" in original
    shown = rendition(io.BytesIO(original), longest_side=400)
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

"""What a picture may cost: pixels by its header, memory by what is asked of it."""

import struct
import tracemalloc
import zlib

import pytest

from pictures import TooManyPixels, opened, size, stripped
from tests.pictures.files import chunk, exif, jpeg, scene


def of_so_many_rows(width: int, height: int) -> bytes:
    """A small file of zeros that claims to be a large picture, and is."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width // 8 + 1)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 12_000, 20_000])
def test_a_decompression_bomb_is_refused_by_its_header(side: int) -> None:
    bomb = of_so_many_rows(side, side)
    assert len(bomb) < 200_000
    for look in (lambda: opened(bomb), lambda: size(stripped(bomb))):
        with pytest.raises(TooManyPixels):
            look()


def test_a_large_photo_is_decoded_as_small_as_is_asked() -> None:
    content = jpeg(scene((3000, 4000)))
    image = opened(content, at_least=(700, 700))
    assert image.size == (750, 1000)


def test_one_that_lies_on_its_side_is_asked_for_as_it_will_stand() -> None:
    content = jpeg(scene((4000, 3000)), exif=exif(6))
    assert opened(content, at_least=(1400, 2000)).size == (1500, 2000)


def test_taking_a_file_apart_costs_little_more_than_the_file() -> None:
    content = jpeg(scene((600, 800)), quality=100) + bytes(8_000_000)
    tracemalloc.start()
    stripped(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_500_000

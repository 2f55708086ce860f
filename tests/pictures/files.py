"""Picture files as phones, cameras and programs write them, made here."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw

SIZE = (300, 400)
SKY, SKIN, SEA, CORNER = (200, 120, 60), (230, 180, 150), (20, 60, 200), (255, 0, 0)
SECRETS = (
    b"Exif", b"SecretMaker", b"34.6037", b"http://ns.adobe.com/xap", b"Photoshop 3.0", b"secret comment",
    b"MPF\0", b"SEFT", b"Image_UTC_Data", b"ftyp", b"mdat", b"ICC_PROFILE", b"PK\x03\x04", b"<script>",
)  # fmt: skip
"""None of these may be found in a stripped file."""


def scene(size: tuple[int, int] = SIZE) -> Image.Image:
    """A head above the sea; the red corner tells which way is up."""
    width, height = size
    image = Image.new("RGB", size, SKY)
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.3, height * 0.15, width * 0.7, height * 0.5), fill=SKIN)
    draw.rectangle((0, round(height * 0.85), width, height), fill=SEA)
    draw.rectangle((0, 0, width // 6, height // 8), fill=CORNER)
    return image


def colours(image: Image.Image) -> dict[str, tuple[int, ...]]:
    """Those of the scene, as this picture shows them."""
    width, height = image.size
    spots = {
        "corner": (9, 9),
        "skin": (width // 2, height // 3),
        "sky": (width - 9, 9),
        "sea": (9, height - 9),
    }
    return {name: pixel(image, spot) for name, spot in spots.items()}


def pixel(image: Image.Image, spot: tuple[int, int]) -> tuple[int, ...]:
    pixel = image.getpixel(spot)
    assert isinstance(pixel, tuple)
    return pixel


def jpeg(image: Image.Image | None = None, **options: object) -> bytes:
    """JPEG bytes; options are Pillow's."""
    return saved(image or scene(), "JPEG", **{"quality": 92} | options)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """The image in that format."""
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def laid(orientation: int) -> Image.Image:
    """The scene as a camera stores it that was held so."""
    undo = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}  # fmt: skip
    return scene() if orientation == 1 else scene().transpose(undo[orientation])


def exif(orientation: int = 1) -> bytes:
    """What a phone says: how it was held, its maker, and where it was."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "SecretMaker"
    block[0x010E] = "34.6037 S"
    block.get_ifd(0x8825)[2] = (34.0, 36.0, 13.0)
    return block.tobytes()


def odd_exif(*entries: tuple[int, int, int, bytes], behind: bytes = b"") -> bytes:
    """A little-endian EXIF block with these raw entries: tag, type, count, four bytes."""
    directory = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + directory + bytes(4) + behind


def on_its_side() -> tuple[int, int, int, bytes]:
    """The EXIF entry of a camera that was turned to the left."""
    return 0x0112, 3, 1, struct.pack("<HH", 6, 0)


def with_segment(content: bytes, marker: int, payload: bytes) -> bytes:
    """The JPEG with another segment at its head."""
    return content[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload + content[2:]


def with_chunk(content: bytes, kind: bytes, payload: bytes) -> bytes:
    """The PNG with another chunk behind its header."""
    return content[:33] + chunk(kind, payload) + content[33:]


def chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def samsung_trailer() -> bytes:
    """What Samsung's phones write behind the picture: a named block, its directory, and their mark."""
    block = struct.pack("<HHI", 0, 0x0A01, 14) + b"Image_UTC_Data" + b"1700000000000"
    directory = b"SEFH" + struct.pack("<IIHHII", 106, 1, 0, 0x0A01, len(block), len(block))
    return block + directory + struct.pack("<I", len(directory)) + b"SEFT"


def film() -> bytes:
    """The MP4 behind a motion photo."""
    box = lambda kind, payload: struct.pack(">I", 8 + len(payload)) + kind + payload  # noqa: E731
    return box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"mdat", bytes(4000)) + box(b"moov", bytes(100))


def stereo(padding: bytes = b"") -> bytes:
    """A camera's MPO: two pictures in one file, with or without something between them."""
    both = saved(scene(), "MPO", save_all=True, append_images=[scene((150, 200))])
    second = both.index(b"\xff\xd9\xff\xd8\xff") + 2
    return both[:second] + padding + both[second:]


def without_adobes_mark(cmyk: Image.Image) -> bytes:
    """A CMYK JPEG whose inks are not inverted, and that does not say it is Adobe's."""
    inverted = Image.fromarray(255 - np.asarray(cmyk), "CMYK")
    content = jpeg(inverted)
    start = content.index(b"\xff\xee")
    return content[:start] + content[start + 16 :]

"""Colour spaces by their primaries: their ICC profiles, their colours in sRGB, and how far off one is."""

import struct

import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, ...]
_PRIMARIES = {
    "Display P3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    "Adobe RGB": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)),
    "sRGB": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
}
GAMUTS = tuple(_PRIMARIES)[:2]
_GAMMA = 563 / 256
_D65 = (0.3127, 0.3290)
_D50 = np.array([0.9642, 1, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def _xyz(x: float, y: float) -> NDArray[np.float64]:
    return np.array([x / y, 1, (1 - x - y) / y])


def _to_xyz(name: str) -> NDArray[np.float64]:
    """Linear RGB to XYZ, adapted to D50."""
    primaries = np.column_stack([_xyz(*each) for each in _PRIMARIES[name]])
    matrix = primaries * np.linalg.solve(primaries, _xyz(*_D65))
    gains = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ _xyz(*_D65)))
    return np.linalg.inv(_BRADFORD) @ gains @ _BRADFORD @ matrix


def in_srgb(name: str, colour: Colour) -> Colour:
    """The colour, 0 to 255 in that space, as sRGB shows it; beyond its gamut it is cut off."""
    linear = (np.array(colour) / 255) ** _GAMMA
    srgb = np.clip(np.linalg.solve(_to_xyz("sRGB"), _to_xyz(name) @ linear), 0, 1)
    return tuple(255 * np.where(srgb <= 0.0031308, srgb * 12.92, 1.055 * srgb ** (1 / 2.4) - 0.055))


def profile(name: str) -> bytes:
    """An ICC profile of the space: matrix and gamma."""
    matrix = _to_xyz(name)
    column = lambda values: b"XYZ \0\0\0\0" + b"".join(_fixed(each) for each in values)  # noqa: E731
    gamma = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(_GAMMA * 256))
    title = b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name.encode() + bytes(79)
    tags = {b"desc": title, b"cprt": b"text\0\0\0\0none\0", b"wtpt": column(_D50)}
    tags |= {letter + b"XYZ": column(matrix[:, each]) for each, letter in enumerate((b"r", b"g", b"b"))}
    tags |= {letter + b"TRC": gamma for letter in (b"r", b"g", b"b")}
    return _file(tags, b"RGB ")


def grey_profile(gamma: float) -> bytes:
    """An ICC profile of grey tones."""
    curve = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(gamma * 256))
    white = b"XYZ \0\0\0\0" + b"".join(_fixed(each) for each in _D50)
    return _file({b"cprt": b"text\0\0\0\0none\0", b"wtpt": white, b"kTRC": curve}, b"GRAY")


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _file(tags: dict[bytes, bytes], space: bytes) -> bytes:
    start, table, content = 132 + 12 * len(tags), b"", b""
    for name, tag in tags.items():
        padded = tag + bytes(-len(tag) % 4)
        table += name + struct.pack(">II", start + len(content), len(padded))
        content += padded
    body = struct.pack(">I", len(tags)) + table + content
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"none", 0x02100000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(_fixed(each) for each in _D50)
    return head.ljust(128, b"\0") + body


def difference(one: Colour, other: Colour) -> float:
    """CIEDE2000 of two sRGB colours (Sharma, Wu, Dalal 2005)."""
    return ciede2000(_lab(one), _lab(other))


def _lab(srgb: Colour) -> Colour:
    share = np.array(srgb) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    ratio = _to_xyz("sRGB") @ linear / _D50
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Colour, other: Colour) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    grey = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(grey * a1, b1), np.hypot(grey * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, grey * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    chroma = (c1 + c2) / 2
    angle = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(size * np.cos(np.radians(times * angle + shift)) for size, times, shift in waves)
    light = ((l1 + l2) / 2 - 50) ** 2
    parts = (
        (l2 - l1) / (1 + 0.015 * light / np.sqrt(20 + light)),
        (c2 - c1) / (1 + 0.045 * chroma),
        hue / (1 + 0.015 * chroma * t),
    )
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    twist *= np.sin(np.radians(60 * np.exp(-(((angle - 275) / 25) ** 2))))
    return float(np.sqrt(sum(part**2 for part in parts) + twist * parts[1] * parts[2]))

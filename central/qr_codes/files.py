"""A code as a file: PNG for screens and messages, SVG for a designer or a printer."""

import io
from typing import Final

from PIL import Image

from pictures.qr import encode

_PIXELS: Final = 24
"""Of a module: over 1,000 for a whole code, 10 cm on paper at 300 dots an inch."""


def png(address: str) -> bytes:
    """Black on white, its quiet zone included."""
    rows = encode(address)
    small = Image.new("1", (len(rows), len(rows)))
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    picture = small.resize((len(rows) * _PIXELS,) * 2, Image.Resampling.NEAREST)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True, dpi=(300, 300))
    return file.getvalue()


def svg(address: str) -> bytes:
    """One path on white, a unit for each module, its quiet zone included."""
    rows = encode(address)
    side = len(rows)
    runs = "".join(
        f"M{start} {top}h{length}v1h-{length}z"
        for top, row in enumerate(rows)
        for start, length in dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{runs}"/></svg>\n'
    ).encode()


def dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where each run of dark modules of a row begins, and how long it is."""
    edges = [at for at, dark in enumerate((*row, False)) if dark != (at > 0 and row[at - 1])]
    return [(start, end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]

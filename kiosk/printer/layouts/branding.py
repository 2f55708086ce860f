"""The event's logo on paper."""

from pathlib import Path

from PIL import Image

from kiosk.domain.errors import PrinterError

_GAP = 3.0


def draw_logo(
    canvas: Image.Image, logo: Path, corner: tuple[int, int], room: tuple[int, int], centred: bool = False
) -> int:
    """Fit the logo into `room` at `corner`; returns the height it took. Raises PrinterError."""
    try:
        with Image.open(logo) as opened:
            mark = opened.convert("RGBA")
    except (OSError, Image.DecompressionBombError) as error:
        raise PrinterError(f"the logo cannot be read: {error}", "refused") from error
    scale = min(room[0] / mark.width, room[1] / mark.height)
    size = max(1, round(mark.width * scale)), max(1, round(mark.height * scale))
    mark = mark.resize(size, Image.Resampling.LANCZOS, reducing_gap=_GAP)
    left = corner[0] + (room[0] - size[0]) // 2 if centred else corner[0]
    canvas.paste(mark, (left, corner[1]), mark)
    return size[1]

"""The event's logo and guests' pictures; pictures are cropped so that nobody loses a head."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

import pictures
from pictures.sheets.content import CannotBeShown
from pictures.sheets.face_detection import find_faces
from pictures.sheets.framing import Framing

Size = tuple[int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_HEAD_ABOVE, _HEAD_BELOW = 0.55, 0.2
"""How far hair, hats and chins reach beyond what is found as a face, in heights of the face."""
_HEAD_LINE = 0.46
"""Where the heads' middle goes, as a part of the slot's height."""
_WITHOUT_FACES = 0.30
"""How much of what is cut off comes off the top when no face is found."""
_GAP = 3.0
_DRAFT_FACTOR = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the sheet for a picture: its top left corner, its size, and the radius of its corners."""

    left: int
    top: int
    width: int
    height: int
    radius: int = 0

    @property
    def size(self) -> Size:
        """Width and height."""
        return self.width, self.height


def place(canvas: Image.Image, path: Path, slot: Slot) -> None:
    """Fill `slot` with the picture at `path`. Raises CannotBeShown when it cannot be read."""
    picture = cropped(path, slot.size)
    canvas.paste(picture, (slot.left, slot.top), _rounded(slot.size, slot.radius) if slot.radius else None)


def cropped(path: Path, size: Size) -> Image.Image:
    """The picture at `path`, filling `size`."""
    with _reading(path.name):
        photo = pictures.stripped(path.read_bytes())
        # Decoding at a half, a quarter or an eighth is what makes a 24 MP JPEG quick.
        picture = pictures.developed(photo, _at_least(pictures.size(photo), size))
    # A picture in the sheet's own framing is not cut, so its faces need not be found.
    faces = [] if Framing(*size).fits(*picture.size) else find_faces(picture)
    box = crop_box(picture.size, size, faces)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=_GAP)


def draw_logo(
    canvas: Image.Image, logo: Path, corner: tuple[int, int], room: tuple[int, int], centred: bool = False
) -> int:
    """Fit the logo into `room` at `corner`; returns the height it took. Raises CannotBeShown."""
    with _reading("the logo"):
        mark = pictures.cut_out(logo.read_bytes())
    scale = min(room[0] / mark.width, room[1] / mark.height)
    size = max(1, round(mark.width * scale)), max(1, round(mark.height * scale))
    mark = mark.resize(size, Image.Resampling.LANCZOS, reducing_gap=_GAP)
    left = corner[0] + (room[0] - size[0]) // 2 if centred else corner[0]
    canvas.paste(mark, (left, corner[1]), mark)
    return size[1]


def try_logo(logo: Path) -> None:
    """Raises CannotBeShown for a logo that cannot be drawn."""
    with _reading("the logo"):
        pictures.cut_out(logo.read_bytes())


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (pictures.PictureError, OSError) as error:
        raise CannotBeShown(name) from error


def crop_box(picture: Size, slot: Size, faces: list[Box]) -> Box:
    """The largest part of the picture that has the slot's shape, chosen by where the faces are.

    Never beyond the picture, not by a rounding error either: Pillow refuses such a box.
    """
    scale = min(picture[0] / slot[0], picture[1] / slot[1])
    width, height = min(slot[0] * scale, picture[0]), min(slot[1] * scale, picture[1])
    spare_x, spare_y = picture[0] - width, picture[1] - height
    if not faces:
        return _box(picture, (spare_x / 2, spare_y * _WITHOUT_FACES), (width, height))
    heads = [_head(face) for face in faces]
    middle_x = (min(head[0] for head in heads) + max(head[2] for head in heads)) / 2
    middle_y = (min(head[1] for head in heads) + max(head[3] for head in heads)) / 2
    left = min(max(middle_x - width / 2, 0.0), spare_x)
    top = min(max(middle_y - height * _HEAD_LINE, 0.0), spare_y)
    return _box(picture, (left, top), (width, height))


def _head(face: Box) -> Box:
    height = face[3] - face[1]
    return face[0], face[1] - height * _HEAD_ABOVE, face[2], face[3] + height * _HEAD_BELOW


def _box(picture: Size, corner: tuple[float, float], size: tuple[float, float]) -> Box:
    left, top = corner
    return left, top, min(left + size[0], picture[0]), min(top + size[1], picture[1])


def _at_least(picture: Size, slot: Size) -> Size:
    """A size to ask the JPEG decoder for: it gives this or the next larger one it can make quickly."""
    scale = max(slot[0] / picture[0], slot[1] / picture[1]) * _DRAFT_FACTOR
    return max(1, round(picture[0] * scale)), max(1, round(picture[1] * scale))


def _rounded(size: Size, radius: int) -> Image.Image:
    fine = 4
    mask = Image.new("L", (size[0] * fine, size[1] * fine))
    corner = radius * fine
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] * fine - 1, size[1] * fine - 1), corner, fill=255)
    return mask.resize(size, Image.Resampling.BOX)

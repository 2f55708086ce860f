"""Sample pictures of styles: made by the program itself from the sample photos, and shown to every booth."""

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import assets
import looks
from central.blobs.errors import BlobMissing
from central.blobs.holdings import Holder, readable
from central.blobs.models import Holding, Purpose
from central.tenants.models import PLATFORM_ID

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZE = (720, 960)
"""Width and height of a sample in pixels."""
_QUALITY = 88


@lru_cache(maxsize=64)
def sample(look: str, position: int) -> bytes:
    """The JPEG of `look` on the sample photo that falls to `position` in the catalogue."""
    import cv2

    photos = _photos()
    picture = looks.apply(look, _portrait(photos[position % len(photos)]))
    written, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    assert written, "OpenCV encodes any 8-bit picture"
    return jpeg.tobytes()


def readable_or_sample(reader: Holder, sha256: str) -> Holding:
    """What the reader may read, or a sample of the platform's catalogue. Raises BlobMissing."""
    try:
        return readable(reader, sha256)
    except BlobMissing:
        return sample_held(sha256, PLATFORM_ID)


def sample_held(sha256: str, tenant_id: UUID | None) -> Holding:
    """The sample of this name, of the platform's catalogue or this tenant's; None: anybody's.

    Raises BlobMissing.
    """
    samples = Holding.objects.filter(sha256=sha256, purpose=Purpose.SAMPLE)
    of_tenants = {} if tenant_id is None else {"tenant_id__in": {tenant_id, PLATFORM_ID}}
    held = samples.filter(**of_tenants).first()
    if held is None:
        raise BlobMissing("There is no such blob.")
    return held


@cache
def _photos() -> tuple[Path, ...]:
    return tuple(sorted(assets.path("photos").glob("*.jpg")))


@lru_cache(maxsize=16)
def _portrait(path: Path) -> "NDArray[np.uint8]":
    """The photo, filled into the sample's shape; faces stand in the upper part, so cut from below."""
    import cv2
    import numpy as np

    photo = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert photo is not None, f"{path.name} comes with the program"
    width, height = SIZE
    scale = max(width / photo.shape[1], height / photo.shape[0])
    scaled = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left = (scaled.shape[1] - width) // 2
    top = (scaled.shape[0] - height) // 3
    return np.ascontiguousarray(scaled[top : top + height, left : left + width], dtype=np.uint8)

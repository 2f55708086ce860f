"""Colours by their ICC profile, as sRGB on white. NumPy is loaded when a picture needs it; most do not."""

import io
from typing import Final

from PIL import Image, ImageCms

_SPACES: Final = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_INTENT: Final = ImageCms.Intent.PERCEPTUAL
_CLOSE: Final = 2
"""Of 255: as far apart are the sRGB profiles of different makers."""
_BAND: Final = 256
"""Rows at a time, so that a large picture is not held three times over."""


class Colours:
    """How the colours of a picture become sRGB. A profile that is broken, or another mode's, is left out."""

    def __init__(self, image: Image.Image, profile: bytes) -> None:
        self._mode = _colour_mode(image)
        self._transform = _transform(profile, self._mode) if profile else None

    def are_srgb(self) -> bool:
        """Whether they are already, whatever the profile calls itself."""
        if self._transform is None:
            return True
        import numpy as np

        probe = _probe(self._mode)
        plain = np.asarray(probe.convert("RGB"), dtype=np.int16)
        seen = np.asarray(self._in_srgb(probe), dtype=np.int16)
        return bool(np.abs(seen - plain).max() <= _CLOSE)

    def on_white(self, image: Image.Image) -> Image.Image:
        """The picture in sRGB, without transparency; `image` may be changed on the way."""
        if image.mode == "RGB" and not is_transparent(image):
            if self._transform is not None and not self.are_srgb():
                ImageCms.applyTransform(image, self._transform, inPlace=True)
            return image
        canvas = Image.new("RGB", image.size, "white")
        for top in range(0, image.height, _BAND):
            box = (0, top, image.width, min(top + _BAND, image.height))
            band = image.crop(box)
            canvas.paste(self._in_srgb(band), box, _alpha(band))
        return canvas

    def beside_alpha(self, image: Image.Image) -> Image.Image:
        """The picture in sRGB and as transparent as it was, as RGBA."""
        seen = self._in_srgb(image).convert("RGBA")
        alpha = _alpha(image)
        if alpha is not None:
            seen.putalpha(alpha)
        return seen

    def _in_srgb(self, band: Image.Image) -> Image.Image:
        colours = _without_alpha(band, self._mode)
        if self._transform is None:
            return colours.convert("RGB")
        seen = ImageCms.applyTransform(colours, self._transform)
        assert seen is not None, "it is only None in place"
        return seen


def is_transparent(image: Image.Image) -> bool:
    """Whether some of it may be see-through."""
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _colour_mode(image: Image.Image) -> str:
    if image.mode in {"1", "L", "LA"} or image.mode.startswith("I"):
        return "L"
    return "CMYK" if image.mode == "CMYK" else "RGB"


def _without_alpha(band: Image.Image, mode: str) -> Image.Image:
    if band.mode.startswith("I"):
        import numpy as np

        return Image.fromarray((np.asarray(band).astype(np.uint32) // 257).astype(np.uint8))
    if band.mode == "P":
        band = band.convert("RGBA")  # Pillow warns of a palette that would lose its transparency.
    return band if band.mode == mode else band.convert(mode)


def _alpha(band: Image.Image) -> Image.Image | None:
    if band.mode in {"RGBA", "LA", "PA"}:
        return band.getchannel("A")
    if "transparency" not in band.info:
        return None
    if band.mode.startswith("I"):
        import numpy as np

        seen = np.asarray(band) != band.info["transparency"]
        return Image.fromarray(seen.astype(np.uint8) * 255)
    return band.convert("RGBA").getchannel("A")


def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACES[mode]:
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB", _INTENT)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _probe(mode: str) -> Image.Image:
    """Colours from all over the cube, or all greys."""
    import numpy as np

    if mode == "L":
        return Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    steps = np.linspace(0, 255, 9, dtype=np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    picture = Image.fromarray(np.ascontiguousarray(cube))
    return picture if mode == "RGB" else picture.convert(mode)

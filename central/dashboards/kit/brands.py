"""A brand as custom properties of CSS: its accent as it reads on the night and on paper, and its corners.

Contrast is that of WCAG 2.2, as `contract.accent` has it for the booth; on a light page the accent is
darkened instead of lightened.
"""

from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache
from typing import Final

from contract.accent import contrast, screen_accent

PAPER: Final = "#ece9f4"
"""The darkest ground of a light page."""
_TEXT: Final = 4.6
_STEP: Final = 0.02


@lru_cache(maxsize=256)
def stylesheet(color: str, radius: int) -> str:
    """`color` as `#rrggbb`, the radius in pixels."""
    night = screen_accent(color)
    paper = darkened(color)
    dark = f"--accent:{night.fill};--on-accent:{night.ink};--accent-text:{night.text}"
    light = f"--accent:{paper};--on-accent:#ffffff;--accent-text:{paper}"
    return (
        f"@layer brand{{:root{{--radius:{radius}px;{dark}}}"
        f"@media (prefers-color-scheme:light){{:root:not([data-theme=dark]){{{light}}}}}"
        f":root[data-theme=light]{{{light}}}}}\n"
    )


def darkened(color: str) -> str:
    """`color`, with at least the contrast of text to paper; white reads on it, too."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = rgb_to_hls(*channels)
    while contrast(color, PAPER) < _TEXT:
        lightness = max(0.0, lightness - _STEP)
        color = "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, saturation))
    return color.lower()

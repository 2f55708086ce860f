"""A brand as custom properties of CSS: its accent as it reads on the night and on paper, and its corners.

Contrast is that of WCAG 2.2, as `contract.accent` has it for the booth; on a light page the accent is
darkened instead of lightened.
"""

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.formats import localize
from django.utils.translation import gettext as _

from contract.accent import NIGHT, contrast, screen_accent

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


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a colour reads in one place: by WCAG's figure, in words."""

    where: str
    tone: str
    verdict: str
    sentence: str


def readings(color: str) -> list[Reading]:
    """On the booth's screens, in words upon it, and on light pages; and what is done where it reads badly."""
    night, paper = screen_accent(color), darkened(color)
    words = {
        "#ffffff": _("Letras blancas sobre el color: %(n)s a 1."),
        "#000000": _("Letras negras sobre el color: %(n)s a 1."),
    }[night.ink] % {"n": _figure(contrast(night.ink, night.fill))}
    return [
        _reading(_("En la cabina"), contrast(color, NIGHT), night.fill == color.lower(), night.fill),
        Reading(_("En los botones"), "good", _("Se lee bien"), words),
        _reading(_("En páginas claras"), contrast(color, PAPER), paper == color.lower(), paper),
    ]


def _reading(where: str, ratio: float, as_it_is: bool, used: str) -> Reading:
    told = _("Contraste de %(n)s a 1.") % {"n": _figure(ratio)}
    if as_it_is:
        return Reading(where, "good", _("Se lee bien"), told)
    mended = _("Ahí usamos %(color)s, que es el mismo tono y se lee.") % {"color": used}
    return Reading(where, "warning", _("Se ajusta"), f"{told} {mended}")


def _figure(ratio: float) -> str:
    return localize(round(ratio, 1))


def darkened(color: str) -> str:
    """`color`, with at least the contrast of text to paper; white reads on it, too."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = rgb_to_hls(*channels)
    while contrast(color, PAPER) < _TEXT:
        lightness = max(0.0, lightness - _STEP)
        color = "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, saturation))
    return color.lower()

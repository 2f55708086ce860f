"""The event's colour made usable on a dark page."""

from colorsys import hls_to_rgb, rgb_to_hls

DARK_INK = "#0b0a10"
LIGHT_INK = "#ffffff"
_LEAST_LUMINANCE = 0.16
"""Three to one against the page's background, which WCAG 2.2 asks of controls."""


def luminous(color: str) -> str:
    """`#rrggbb`, made lighter in its own hue until it can be told from the dark background."""
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(color)))
    while _luminance(*_channels(color)) < _LEAST_LUMINANCE:
        lightness = min(1.0, lightness + 0.02)
        channels = hls_to_rgb(hue, lightness, saturation)
        color = "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
    return color.lower()


def ink_on(color: str) -> str:
    """The ink that reads better on this colour."""
    luminance = _luminance(*_channels(color))
    return DARK_INK if (luminance + 0.05) ** 2 > 0.05 * 1.05 else LIGHT_INK


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance, WCAG 2.2."""
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

"""One accent colour, chosen by a partner, made to work on a dark screen (WCAG 2 contrast)."""

_NIGHT = "#0a0a10"
_DARK_INK = "#0a0a10"
_LIGHT_INK = "#ffffff"
_READABLE = 4.5


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(color: str) -> str:
    """The text colour that reads best on `color`."""
    return max((_LIGHT_INK, _DARK_INK), key=lambda ink: contrast(ink, color))


def luminous(color: str) -> str:
    """`color`, lightened until it reads as text on the booth's night background."""
    shade = color
    for step in range(1, 21):
        if contrast(shade, _NIGHT) >= _READABLE:
            return shade
        shade = _towards_white(color, step / 20)
    return shade


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    linear = [_linear(channel / 255) for channel in _channels(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4)


def _towards_white(color: str, share: float) -> str:
    return "#" + "".join(f"{round(channel + (255 - channel) * share):02x}" for channel in _channels(color))

"""The accent works on a dark screen whatever colour a partner picks, and stays as it is where it does."""

from itertools import product

import pytest

from contract.accent import NIGHT, ScreenAccent, contrast, screen_accent

GREYS = [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(256)]
COLOURS = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in product(range(0, 256, 51), repeat=3)]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colours", [GREYS, COLOURS], ids=["greys", "colours"])
def test_any_colour_reads_and_carries_its_words(colours: list[str]) -> None:
    for color in colours:
        accent = screen_accent(color)
        assert contrast(accent.ink, accent.fill) >= 4.5, color
        assert contrast(accent.fill, NIGHT) >= 3, color
        assert contrast(accent.text, NIGHT) >= 4.5, color


def test_a_colour_that_reads_is_left_as_it_is() -> None:
    assert screen_accent("#FF3D81") == ScreenAccent(fill="#ff3d81", ink="#000000", text="#ff3d81")


def test_a_dark_colour_is_lightened_in_its_own_hue() -> None:
    assert screen_accent("#101040") == ScreenAccent(fill="#6363d8", ink="#ffffff", text="#7373dc")

"""What of the camera's picture is a guest's photo: decided once, the same from the preview to the print."""

from contract.config import Orientation, PrintLayout
from pictures.sheets.framing import LANDSCAPE, PORTRAIT, STRIP, Framing

__all__ = ["LANDSCAPE", "PORTRAIT", "STRIP", "Framing", "framing_of", "orientation_of"]


def framing_of(layout: PrintLayout, orientation: Orientation) -> Framing:
    """The one framing of a photo that will be printed so."""
    if layout is PrintLayout.STRIP:
        return STRIP
    return LANDSCAPE if orientation is Orientation.LANDSCAPE else PORTRAIT


def orientation_of(width: int, height: int) -> Orientation:
    """How a photo of that size lies on the sheet, if it is alone on it."""
    return Orientation.LANDSCAPE if LANDSCAPE.fits(width, height) else Orientation.PORTRAIT

"""Styles as the booth makes them: the looks that need no network.

Called by `kiosk.engine`. Owns nothing: the signed snapshot is the catalogue (`KioskConfig.packs`), each style
names its look, and `looks` makes the pixels.
"""

from kiosk.styles.on_booth import BoothLooks

__all__ = ["BoothLooks"]

"""Styles as the booth sees them: what the event offers, and what can be made here without the network.

Called by `kiosk.engine`. Owns nothing; the snapshot is the catalogue and `looks` makes the pictures.
"""

from kiosk.styles.offer import can_be_made_here
from kiosk.styles.on_booth import BoothLooks

__all__ = ["BoothLooks", "can_be_made_here"]

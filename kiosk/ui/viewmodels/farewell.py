"""What the pages that end by themselves share."""

import math

from kiosk.ui.scene import Scene


def seconds_left(scene: Scene) -> int:
    """Until the page ends by itself."""
    return math.ceil(scene.seconds_until(scene.session.idle_deadline))

"""Print layouts: what a 4x6 inch sheet looks like, composed for the queue's printable area.

Measures are units of a 1200x1800 design and follow the sheet's size (see `Ruler`), so that 1240x1844
pixels look the same. What matters keeps away from the edges, which printers trim.
"""

from kiosk.printer.layouts.compose import PillowLayouts

__all__ = ["PillowLayouts"]

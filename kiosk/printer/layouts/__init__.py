"""From a print order to a print-ready file, composed for the queue's printable area.

What a sheet shows is drawn by `pictures.sheets`, which the platform shares.
"""

from kiosk.printer.layouts.compose import PillowLayouts

__all__ = ["PillowLayouts"]

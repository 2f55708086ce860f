"""The booth's printer: drivers behind `kiosk.domain.ports.Printer`, the print queue, and the layouts.

Called by `kiosk.engine` only. Owns the printer thread and all communication with CUPS and printers.
A print is counted when it is known to have come out; one in doubt is put before staff.
"""

from kiosk.printer.factory import build
from kiosk.printer.queue import PrintQueue

__all__ = ["PrintQueue", "build"]

"""Which printer the booth uses: the word after `--printer` becomes a driver."""

from pathlib import Path

from kiosk.domain.ports import Printer
from kiosk.printer.file import FilePrinter
from kiosk.printer.simulated import SimulatedPrinter


def build(choice: str, folder: Path) -> Printer:
    """The driver for `choice`: auto, file, simulated, or the name of a CUPS queue.

    auto is CUPS's default queue, else the file printer, which writes into `folder`.
    """
    if choice == "file":
        return FilePrinter(folder)
    if choice == "simulated":
        return SimulatedPrinter(folder)
    # Imported late: a booth without CUPS's library still prints into a folder.
    from kiosk.printer.cups import CupsPrinter, default_queue

    if choice != "auto":
        return CupsPrinter(choice)
    queue = default_queue()
    return CupsPrinter(queue) if queue else FilePrinter(folder)

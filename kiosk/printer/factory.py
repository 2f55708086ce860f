"""Which printer the booth uses: the word after `--printer` becomes a driver."""

from pathlib import Path

from kiosk.domain.ports import Printer
from kiosk.printer.automatic import AutomaticPrinter
from kiosk.printer.file import FilePrinter
from kiosk.printer.simulated import SimulatedPrinter


def build(choice: str, folder: Path) -> Printer:
    """The driver for `choice`: auto, file, simulated, or the name of a CUPS queue.

    auto is CUPS's default queue or its only one; as long as there is none, sheets go into `folder`.
    """
    if choice == "file":
        return FilePrinter(folder)
    if choice == "simulated":
        return SimulatedPrinter(folder)
    # Imported late: a booth without CUPS's library still prints into a folder.
    from kiosk.printer.cups import CupsPrinter, find_queue

    return AutomaticPrinter(folder, find_queue, CupsPrinter) if choice == "auto" else CupsPrinter(choice)

"""A booth that only prints: the sheets of the store in FOLDER, on the queue QUEUE of the CUPS at SERVER."""

import signal
from pathlib import Path

from kiosk.printer import PrintQueue
from kiosk.printer.cups import CupsPrinter
from kiosk.store import Store


def live(folder: str, server: str, queue: str) -> None:
    """Until it is killed."""
    store = Store(Path(folder))
    prints = PrintQueue(CupsPrinter(queue, server), store.prints, lambda _: None, lambda *_: None)
    prints.start()
    while True:
        signal.pause()

"""IPP's `printer-state-reasons`, and their sentences for people."""

from collections.abc import Iterable

from kiosk.domain.model import INTO_FOLDER, KEEPS_FILES, PrinterState

NO_FOUR_BY_SIX = "no-4x6"
"""The queue has no 4x6 inch page size. Our own word beside IPP's, as are the next ones."""
NO_PRINTER = "no-printer"
"""Sheets go into a folder, because there is no queue."""
ONLY_QUEUE = "only-queue"
"""The queue was taken because there is no other."""

_SUFFIXES = ("-error", "-warning", "-report")

SENTENCES = {
    "media-empty": "the printer is out of paper",
    "media-needed": "the printer needs paper",
    "media-jam": "paper is jammed in the printer",
    "door-open": "the printer's door is open",
    "cover-open": "the printer's cover is open",
    "interlock-open": "a part of the printer is open",
    "input-tray-missing": "the paper tray is missing",
    "output-area-full": "the printer's output tray is full",
    "output-tray-missing": "the printer's output tray is missing",
    "marker-supply-empty": "the ribbon or ink is used up",
    "marker-supply-missing": "the ribbon or ink is missing",
    "spool-area-full": "the disk is full",
    "paused": "the print queue is paused",
    "rejecting": "the print queue takes no jobs",
    "offline": "the printer is off or unplugged",
    "connecting-to-device": "connecting to the printer",
    "timed-out": "the printer does not answer",
    "shutdown": "the printer is switched off",
    "cups-down": "the print service (CUPS) does not answer",
    "no-queue": "the print queue does not exist",
    "media-low": "paper is running low",
    "marker-supply-low": "the ribbon or ink is running low",
    NO_FOUR_BY_SIX: "the queue offers no 4x6 inch paper, so prints are fitted onto another size",
    INTO_FOLDER: "prints go into a folder",
    NO_PRINTER: "there is no print queue, so prints go into a folder",
    ONLY_QUEUE: "no queue is the default one, so the only one is used",
    KEEPS_FILES: "printed pictures stay with CUPS for a day, also erased ones: set PreserveJobFiles No in"
    " /etc/cups/cupsd.conf",
    "other": "the printer reports a problem",
}
"""English, for the log and for staff. Screens choose their own words by the reason."""

_UNREACHABLE = frozenset({"offline", "timed-out", "shutdown", "connecting-to-device"})
HARMLESS = frozenset(
    {
        "media-low",
        "marker-supply-low",
        "cups-ipp-missing-job-history",
        NO_FOUR_BY_SIX,
        INTO_FOLDER,
        NO_PRINTER,
        ONLY_QUEUE,
        KEEPS_FILES,
    }
)
"""Reasons with which a printer prints all the same."""


def stripped(reasons: Iterable[str]) -> tuple[str, ...]:
    """The reasons without their severity, which changes from moment to moment; "none" left out."""
    plain = (_without_suffix(reason) for reason in reasons)
    return tuple(dict.fromkeys(reason for reason in plain if reason and reason != "none"))


def state_of(reasons: Iterable[str], busy: bool, stopped: bool) -> PrinterState:
    """What the reasons, and the device's own state, come to."""
    known = set(reasons)
    if known & _UNREACHABLE:
        return PrinterState.OFFLINE
    if stopped or any(reason in SENTENCES for reason in known - HARMLESS):
        return PrinterState.STOPPED
    return PrinterState.BUSY if busy else PrinterState.READY


def sentence(reasons: Iterable[str]) -> str:
    """One sentence for all of them; empty when there is nothing to say."""
    return "; ".join(SENTENCES.get(reason, reason.replace("-", " ")) for reason in reasons)


def _without_suffix(reason: str) -> str:
    for suffix in _SUFFIXES:
        if reason.endswith(suffix):
            return reason.removesuffix(suffix)
    return reason

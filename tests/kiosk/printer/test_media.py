"""Choosing the 4x6 inch sheet, and reading a printer's complaints."""

import pytest

from kiosk.domain.model import PrinterState, Sheet
from kiosk.printer.media import choose_medium
from kiosk.printer.reasons import SENTENCES, sentence, state_of, stripped

EVERYWHERE = """*DefaultPageSize: Letter
*ImageableArea Letter: "18 3 594 789"
*PaperDimension Letter: "612 792"
*ImageableArea A6.Borderless: "0 0 297.6 419.5"
*PaperDimension A6.Borderless: "297.6 419.5"
*ImageableArea 4x6: "9 9 279 423"
*PaperDimension 4x6: "288 432"
*ImageableArea 4x6.Borderless: "0 0 288 432"
*PaperDimension 4x6.Borderless: "288 432"
"""

DYE_SUBLIMATION = """*DefaultPageSize: B7
*ImageableArea B7/B7: "0 0 249.4 354.3"
*PaperDimension B7/B7: "249.4 354.3"
*ImageableArea w288h432/4x6: "0 0 297.6 442.56"
*PaperDimension w288h432/4x6: "297.6 442.56"
*ImageableArea w288h432-div2/2x6*2: "0 0 297.6 442.56"
*PaperDimension w288h432-div2/2x6*2: "297.6 442.56"
*ImageableArea w432h576/6x8: "0 0 441.6 586.56"
*PaperDimension w432h576/6x8: "441.6 586.56"
"""


def test_the_borderless_four_by_six_of_an_ipp_everywhere_queue():
    medium = choose_medium(EVERYWHERE)
    assert medium is not None
    assert medium.page_size == "4x6.Borderless"
    assert medium.cut_page_size is None
    assert medium.sheet == Sheet(1200, 1800, 300)


def test_a_dye_sublimation_printer_prints_beyond_the_sheet_and_cuts():
    medium = choose_medium(DYE_SUBLIMATION)
    assert medium is not None
    assert medium.page_size == "w288h432"
    assert medium.cut_page_size == "w288h432-div2"
    assert medium.sheet == Sheet(1240, 1844, 300)


@pytest.mark.parametrize("ppd", ["", '*PaperDimension A4: "595 842"\n*ImageableArea A4: "0 0 595 842"\n'])
def test_a_queue_without_four_by_six(ppd: str):
    assert choose_medium(ppd) is None


def test_severities_are_stripped_and_nothing_is_said_twice():
    assert stripped(["media-empty-error", "media-empty-report", "none"]) == ("media-empty",)


@pytest.mark.parametrize(
    ("reasons", "busy", "stopped", "state"),
    [
        ((), False, False, PrinterState.READY),
        ((), True, False, PrinterState.BUSY),
        ((), False, True, PrinterState.STOPPED),
        (("media-low",), True, False, PrinterState.BUSY),
        (("media-empty",), True, False, PrinterState.STOPPED),
        (("offline", "media-empty"), False, False, PrinterState.OFFLINE),
        (("spindle-warm",), False, False, PrinterState.READY),
    ],
)
def test_what_the_reasons_come_to(reasons, busy, stopped, state):
    assert state_of(reasons, busy, stopped) is state


def test_every_reason_has_a_sentence():
    assert sentence(("media-empty", "door-open")) == "the printer is out of paper; the printer's door is open"
    assert sentence(("spindle-warm",)) == "spindle warm"
    assert all(text[0].islower() and not text.endswith(".") for text in SENTENCES.values())

"""Choosing the 4x6 inch sheet, and reading a printer's complaints."""

import pytest

from kiosk.domain.model import PrinterState
from kiosk.printer.media import choose_medium
from kiosk.printer.reasons import SENTENCES, sentence, state_of, stripped
from pictures.sheets.content import Sheet

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
*PageSize w288h432-div2/2x6*2: "<</PageSize[297.6 442.56]>>setpagedevice"
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


def page(name: str, label: str, paper: str, area: str) -> str:
    return (
        f'*PageSize {name}/{label}: "<</PageSize[1 1]>>setpagedevice"\n'
        f'*ImageableArea {name}/{label}: "{area}"\n*PaperDimension {name}/{label}: "{paper}"\n'
    )


B7 = "*DefaultPageSize: B7\n" + page("B7", "B7 ISO", "260.6 389.7", "0 9.1 260.6 380.6")
DS620_STRIPS = page("w288h432-div2", "2x6*2", "297.600 460.800", "0.000 9.120 297.600 451.680")
QW410_HALVES = page("w288h432-div2", "4x3*2", "337.920 440.640", "17.040 0.000 320.880 440.640")


@pytest.mark.parametrize(
    ("ppd", "page_size", "cut", "size"),
    [
        (
            B7 + page("w270h432", "3.75x6", "297.600 460.800", "9.360 9.120 288.240 451.680")
            + page("w288h432", "4x6", "297.600 460.800", "0.000 9.120 297.600 451.680") + DS620_STRIPS,
            "w288h432", "w288h432-div2", (1240, 1844),
        ),
        (
            page("w288h432", "4x6", "337.920 440.640", "17.040 0.000 320.880 440.640") + QW410_HALVES
            + page("w288h432_w288h144", "4x6+4x2", "337.920 584.640", "17.040 0 320.880 584.640"),
            "w288h432", None, (1266, 1836),
        ),
        (
            page("Postcard", "Postcard 100x148mm", "299.520 449.280", "0 0 299.520 449.280"),
            "Postcard", None, (1248, 1872),
        ),
        (page("w288h432", "4x6", "294.720 448.320", "0 0 294.720 448.320"), "w288h432", None, (1228, 1868)),
        (page("w288h432", "4x6", "297.290 429.213", "0 0 297.290 429.213"), "w288h432", None, (1239, 1788)),
    ],
    ids=["DNP DS620", "DNP QW410", "Canon CP1300", "Mitsubishi 9800DW", "Olympus P-10"],
)  # fmt: skip
def test_the_drivers_own_four_by_six_is_chosen_whatever_its_paper_measures(ppd, page_size, cut, size):
    """As Gutenprint 5.3.4 describes these printers."""
    medium = choose_medium(ppd)
    assert medium is not None and medium.four_by_six
    assert (medium.page_size, medium.cut_page_size) == (page_size, cut)
    assert (medium.sheet.width, medium.sheet.height) == size


A4 = page("A4", "A4", "595 842", "12 12 583 830")
LETTER = page("Letter", "US Letter", "612 792", "18 18 594 774")
ENVELOPE = page("C6", "C6", "323.000 459.000", "18 12 305 447")


def test_a_queue_without_four_by_six_gets_its_default_page_else_the_largest():
    for default, expected in (("A4", "A4"), ("C6", "C6"), ("Photo", "A4")):
        medium = choose_medium(f"*DefaultPageSize: {default}\n{A4}{LETTER}{ENVELOPE}")
        assert medium is not None
        assert (medium.page_size, medium.four_by_six, medium.cut_page_size) == (expected, False, None)


@pytest.mark.parametrize(
    "ppd", ["", page("Card", "Credit card", "153 244", "0 0 153 244"), '*PaperDimension A4: "x y"\n']
)
def test_a_queue_without_any_page_for_a_sheet(ppd: str):
    assert choose_medium(ppd) is None


def test_a_name_whose_area_is_another_sheets_is_not_trusted():
    """Gutenprint's Fujifilm CX-400 has its two sizes mixed up."""
    medium = choose_medium(
        page("w288h432", "4x6", "294.503 385.084", "0 0 294.503 385.084")
        + page("w288h387", "4x5 3/8", "294.503 427.819", "0 0 294.503 427.819")
    )
    assert medium is not None and medium.page_size == "w288h387"


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

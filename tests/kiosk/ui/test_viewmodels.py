"""What a screen says for what is true: chosen in Python, so tested without a screen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication

from contract.accent import ScreenAccent, screen_accent
from contract.config import Limits, PrintLayout
from contract.problem import Code
from demo.examples import CLAIM_URL, Pictures, example_booth_state, example_config, example_id, example_scenes
from kiosk.domain.machine import Event
from kiosk.domain.model import (
    INTO_FOLDER,
    NO_COPY,
    Link,
    PrinterState,
    PrinterStatus,
    PrintState,
    Progress,
    SyncStatus,
)
from kiosk.session.state import ClosedReason, Failure, Screen, SessionState
from kiosk.ui.preview import FrameSource
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.attract import AttractModel
from kiosk.ui.viewmodels.booth import BoothModel
from kiosk.ui.viewmodels.camera import CameraModel
from kiosk.ui.viewmodels.closed import ClosedModel
from kiosk.ui.viewmodels.failed import FailedModel
from kiosk.ui.viewmodels.gallery import GalleryModel, GalleryPageState
from kiosk.ui.viewmodels.goodbye import GoodbyeModel
from kiosk.ui.viewmodels.notices import printer_notice, prints_sentence, prints_symbol
from kiosk.ui.viewmodels.processing import ProcessingModel
from kiosk.ui.viewmodels.result import ResultModel
from kiosk.ui.viewmodels.review import ReviewModel
from kiosk.ui.viewmodels.ticket import TicketModel

pytestmark = pytest.mark.usefixtures("qapp")


def scene_of(pictures: Pictures, name: str) -> Scene:
    return dict(example_scenes(pictures))[name]


def silent(_event: Event) -> None:
    """No touch is expected."""


def test_the_window_shows_the_brands_colour_as_the_phone_does() -> None:
    window = BoothModel(silent, {Screen.ATTRACT: AttractModel(silent)})
    state = window.state_of(Scene(booth_state=example_booth_state(accent="#101040")))
    assert ScreenAccent(state.accent, state.accent_ink, state.accent_bright) == screen_accent("#101040")


@pytest.mark.parametrize(("idle", "warning", "asked_for"), [(60, 15, 15.0), (10, 15, 5.0)])
def test_the_ring_of_still_there_is_full_when_it_is_asked(idle: int, warning: int, asked_for: float) -> None:
    limits = Limits(idle_seconds=idle, idle_warning_seconds=warning)
    booth_state = replace(
        example_booth_state(), config=example_config().model_copy(update={"limits": limits})
    )
    session = SessionState(asking_still_there=True, idle_deadline=asked_for)
    window = BoothModel(silent, {Screen.ATTRACT: AttractModel(silent)})
    assert window.state_of(Scene(session, booth_state)).idle_fraction == 1.0
    assert window.state_of(Scene(session, booth_state, now=asked_for / 2)).idle_fraction == 0.5


def test_what_needs_internet_is_said_where_it_matters(pictures: Pictures) -> None:
    gallery = GalleryModel(silent)
    online = gallery.state_of(scene_of(pictures, "gallery"))
    offline = gallery.state_of(scene_of(pictures, "gallery-offline"))
    assert {card.badge for shelf in online.shelves for card in shelf.styles} == {""}
    assert {card.badge for shelf in offline.shelves for card in shelf.styles} == {
        "Llega después",
        "Hecho acá",
    }
    assert (online.delivery_notice, bool(offline.delivery_notice)) == ("", True)


def badges(state: GalleryPageState) -> set[str]:
    return {card.badge for shelf in state.shelves for card in shelf.styles}


def test_what_cannot_be_paid_is_said_before_the_shot(pictures: Pictures) -> None:
    gallery, scenes = GalleryModel(silent), dict(example_scenes(pictures))
    short, scarce, unsure = (
        gallery.state_of(scenes[f"gallery-{name}"]) for name in ("short", "scarce", "unsure")
    )
    assert badges(short) == {"Sin créditos ahora"}
    assert badges(scarce) == {"Sin créditos ahora", ""}
    assert badges(unsure) == {"Si hay créditos"}
    notices = {state.delivery_notice for state in (short, scarce, unsure)}
    assert len(notices) == 3 and "" not in notices
    assert CameraModel(silent, FrameSource()).state_of(scenes["camera-short"]).notice == short.delivery_notice
    assert ReviewModel(silent).state_of(scenes["review-short"]).notice == short.delivery_notice


def test_a_print_is_not_promised_where_there_is_no_printer(pictures: Pictures) -> None:
    scene, gallery = scene_of(pictures, "gallery-short"), GalleryModel(silent)
    none = replace(scene.booth_state, printer=PrinterStatus(PrinterState.ABSENT))
    without = gallery.state_of(replace(scene, booth_state=none)).delivery_notice
    assert without and without != gallery.state_of(scene).delivery_notice


def only_style(scene: Scene) -> Scene:
    config = scene.booth_state.config
    assert config is not None
    pack = config.packs[0].model_copy(update={"styles": config.packs[0].styles[:1]})
    one = config.model_copy(update={"packs": (pack,), "layouts": (PrintLayout.SINGLE,)})
    return replace(scene, booth_state=replace(scene.booth_state, config=one))


def test_where_there_is_one_style_nobody_is_asked_for_another(pictures: Pictures) -> None:
    review, camera, failed = ReviewModel(silent), CameraModel(silent, FrameSource()), FailedModel(silent)
    for model, name in ((review, "review"), (camera, "camera")):
        assert model.state_of(scene_of(pictures, name)).can_go_back
        assert not model.state_of(only_style(scene_of(pictures, name))).can_go_back
    assert camera.state_of(only_style(scene_of(pictures, "camera"))).ready
    for failure in Failure:
        several = failed.state_of(scene_of(pictures, f"failed-{failure}"))
        one = failed.state_of(only_style(scene_of(pictures, f"failed-{failure}")))
        assert one.can_choose is (failure is Failure.INTERNAL)
        assert one.choose_label != several.choose_label


@pytest.mark.parametrize(("progress", "done"), list(zip(Progress, (1, 2, 2, 3, 4), strict=True)))
def test_a_step_is_ticked_when_it_has_happened(pictures: Pictures, progress: Progress, done: int) -> None:
    scene = scene_of(pictures, "processing")
    state = ProcessingModel(silent).state_of(
        replace(scene, session=replace(scene.session, progress=progress))
    )
    assert [step.stage for step in state.steps].count("done") == done


def test_progress_never_goes_back_from_step_to_step(pictures: Pictures) -> None:
    scene, model = scene_of(pictures, "processing"), ProcessingModel(silent)
    shares = [
        model.state_of(
            replace(scene, session=replace(scene.session, progress=step, progress_fraction=part))
        ).fraction
        for step in Progress
        for part in (0.0, 0.5, 1.0)
    ]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_without_a_lease_an_offline_booth_promises_nothing(pictures: Pictures) -> None:
    review = ReviewModel(silent)
    assert review.state_of(scene_of(pictures, "review-unfunded")).notice
    assert not review.state_of(scene_of(pictures, "review")).notice
    leased = scene_of(pictures, "review-unfunded")
    booth_state = replace(leased.booth_state, sync=SyncStatus(link=Link.OFFLINE, lease_left=100_000))
    assert not review.state_of(replace(leased, booth_state=booth_state)).notice


@pytest.mark.parametrize("state", list(PrinterState))
def test_a_printer_that_will_not_print_is_announced(state: PrinterState) -> None:
    quiet = state in (PrinterState.READY, PrinterState.BUSY)
    assert (printer_notice(Scene(booth_state=example_booth_state(printer=state))) == "") is quiet


@pytest.mark.parametrize("state", list(PrintState))
def test_every_state_of_a_print_has_its_sentence(pictures: Pictures, state: PrintState) -> None:
    assert prints_sentence(with_prints(scene_of(pictures, "result"), state))


def with_prints(scene: Scene, *states: PrintState, copies_left: int = 1) -> Scene:
    prints = tuple((example_id(f"sheet{number}"), state) for number, state in enumerate(states))
    return replace(scene, session=replace(scene.session, prints=prints, copies_left=copies_left))


def with_printer(scene: Scene, state: PrinterState, *reasons: str) -> Scene:
    printer = PrinterStatus(state, "printer", reasons)
    return replace(scene, booth_state=replace(scene.booth_state, printer=printer))


@pytest.mark.parametrize("sheet", [PrintState.QUEUED, PrintState.SUBMITTED])
@pytest.mark.parametrize("printer", [PrinterState.STOPPED, PrinterState.OFFLINE, PrinterState.ABSENT])
def test_no_sheet_comes_in_seconds_from_a_printer_that_is_off_or_empty(
    pictures: Pictures, sheet: PrintState, printer: PrinterState
) -> None:
    scene = with_prints(scene_of(pictures, "result"), sheet)
    assert "pausa" not in prints_sentence(scene)
    assert "pausa" in prints_sentence(with_printer(scene, printer))


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (PrintState.QUEUED, "espera su turno"),
        (PrintState.SUBMITTED, "Imprimiendo"),
        (PrintState.HELD, "retenida"),
        (PrintState.IN_DOUBT, "No sabemos si tu copia salió"),
        (PrintState.FAILED, "no salió"),
        (PrintState.CANCELLED, "canceló"),
        (PrintState.PRINTED, "Retirá tu copia"),
    ],
)
def test_each_end_of_a_print_is_said_as_it_is(pictures: Pictures, sheet: PrintState, said: str) -> None:
    assert said in prints_sentence(with_prints(scene_of(pictures, "result"), sheet))


def test_the_last_copy_is_said(pictures: Pictures) -> None:
    scene = scene_of(pictures, "result")
    one_left = prints_sentence(with_prints(scene, PrintState.PRINTED, copies_left=1))
    assert "última" not in one_left
    assert "última" in prints_sentence(with_prints(scene, PrintState.PRINTED, copies_left=0))
    assert prints_sentence(with_prints(scene, copies_left=1)) == ""


def test_a_print_service_that_is_away_for_a_moment_does_not_end_the_partys_prints(pictures: Pictures) -> None:
    scene = scene_of(pictures, "result")
    assert "Hoy sin" in printer_notice(with_printer(scene, PrinterState.ABSENT, "no-queue"))
    assert "en pausa" in printer_notice(with_printer(scene, PrinterState.ABSENT, "cups-down"))


def test_an_event_without_copies_says_so_and_nothing_of_a_limit() -> None:
    config = example_config().model_copy(update={"limits": Limits(copies=0)})
    booth_state = replace(example_booth_state(), config=config)
    assert "Hoy sin impresiones" in printer_notice(Scene(booth_state=booth_state))
    assert prints_sentence(Scene(booth_state=booth_state)) == ""


def test_a_print_that_could_not_be_made_has_its_sentence_and_another_try(pictures: Pictures) -> None:
    scene = scene_of(pictures, "result")
    failed = replace(scene, session=replace(scene.session, prints=(), print_failed=True))
    state = ResultModel(silent).state_of(failed)
    assert state.prints and state.prints_symbol == "alert"
    assert state.can_print


@pytest.mark.parametrize("state", NO_COPY)
def test_a_guest_whose_copy_did_not_come_out_is_not_sent_to_fetch_it(
    pictures: Pictures, state: PrintState
) -> None:
    prints = ((example_id("sheet"), PrintState.PRINTED), (example_id("other"), state))
    scene = scene_of(pictures, "result")
    both = replace(scene, session=replace(scene.session, prints=prints))
    one = replace(scene, session=replace(scene.session, prints=prints[:1]))
    assert prints_sentence(both) != prints_sentence(one)
    assert prints_symbol(both.session) == "alert"


def test_nobody_is_sent_to_a_printer_that_is_not_there(pictures: Pictures) -> None:
    scene = scene_of(pictures, "result")
    printed = replace(scene.session, prints=((example_id("sheet"), PrintState.PRINTED),))
    paper = ResultModel(silent).state_of(replace(scene, session=printed)).prints
    folder = PrinterStatus(PrinterState.READY, "file printer", (INTO_FOLDER,))
    booth_state = replace(scene.booth_state, printer=folder)
    kept = ResultModel(silent).state_of(replace(scene, session=printed, booth_state=booth_state)).prints
    assert kept and kept != paper


def test_no_print_is_offered_without_a_printer_a_picture_or_copies(pictures: Pictures) -> None:
    ticket, result = TicketModel(silent), ResultModel(silent)
    assert ticket.state_of(scene_of(pictures, "ticket")).can_print
    assert not ticket.state_of(scene_of(pictures, "ticket-no-printer")).can_print
    assert not result.state_of(scene_of(pictures, "result-held")).can_print
    bare = scene_of(pictures, "ticket")
    assert not ticket.state_of(replace(bare, session=replace(bare.session, look_path=None))).can_print


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_has_words_and_a_way_on(pictures: Pictures, failure: Failure) -> None:
    state = FailedModel(silent).state_of(scene_of(pictures, f"failed-{failure}"))
    assert state.title and state.sentence
    assert state.can_choose or failure is Failure.DISK


def test_a_refusal_says_why_and_keeps_the_guests_number_and_code(pictures: Pictures) -> None:
    scene = scene_of(pictures, "failed-refused-credits_exhausted")
    told = set()
    for code in Code:
        state = FailedModel(silent).state_of(replace(scene, session=replace(scene.session, refusal=code)))
        assert (state.number, state.qr) == ("B-042", CLAIM_URL)
        told.add(state.sentence)
    assert len(told) == 7, "six reasons of the event's or its partner's, and one that is ours"
    other = replace(scene.session, failure=Failure.GENERATION)
    assert FailedModel(silent).state_of(replace(scene, session=other)).number == ""


def test_who_gets_no_portrait_is_offered_the_booths_own_picture(pictures: Pictures) -> None:
    failed, scene = FailedModel(silent), scene_of(pictures, "failed-refused-event_paused")
    offered = failed.state_of(scene)
    assert offered.can_print and offered.look == pictures.look.as_uri()
    assert "no usa créditos" in offered.notice
    printing = failed.state_of(scene_of(pictures, "failed-refused-printing"))
    assert printing.notice and printing.notice != offered.notice
    assert failed.state_of(scene_of(pictures, "failed-with-look")).can_print
    for nothing in (
        replace(scene, session=replace(scene.session, look_path=None)),
        replace(scene, booth_state=example_booth_state(printer=PrinterState.ABSENT)),
        scene_of(pictures, "failed-camera"),
    ):
        assert (failed.state_of(nothing).can_print, failed.state_of(nothing).notice) == (False, "")
    no_more = failed.state_of(with_prints(scene, PrintState.PRINTED, copies_left=0))
    assert not no_more.can_print and "última" in no_more.notice


def test_the_goodbye_repeats_the_guests_number_and_code(pictures: Pictures) -> None:
    goodbye = GoodbyeModel(silent)
    last = goodbye.state_of(scene_of(pictures, "goodbye"))
    assert (last.number, last.qr) == ("B-042", CLAIM_URL)
    assert (last.title, last.sentence) == ("", "")
    refused = goodbye.state_of(scene_of(pictures, "goodbye-refused"))
    assert (refused.number, refused.qr) == (last.number, last.qr)
    assert refused.title == "Tu retrato quedó en espera" and "código" in refused.sentence
    bare = goodbye.state_of(scene_of(pictures, "goodbye-bare"))
    assert (bare.number, bare.qr) == ("", "")


def test_every_closed_reason_has_its_own_words(pictures: Pictures) -> None:
    states = [ClosedModel(silent).state_of(scene_of(pictures, f"closed-{reason}")) for reason in ClosedReason]
    assert (
        len({state.title for state in states}) == len({state.symbol for state in states}) == len(ClosedReason)
    )
    assert all(state.sentence and state.still for state in states)


def test_a_page_that_leaves_keeps_what_it_showed(pictures: Pictures, qapp: QCoreApplication) -> None:
    model, scene = ResultModel(silent), scene_of(pictures, "result")
    model.show(scene)
    model.show(replace(scene, session=replace(scene.session, screen=Screen.GOODBYE, result_path=None)))
    assert model.property("after") == pictures.result.as_uri()


def test_nothing_is_signalled_when_nothing_changed(pictures: Pictures) -> None:
    model, scene, signals = ResultModel(silent), scene_of(pictures, "result"), []
    model.changed.connect(lambda: signals.append(1))
    for moment in range(3):
        model.show(replace(scene, now=scene.now + moment))
    assert signals == [1]

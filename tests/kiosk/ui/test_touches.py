"""A finger on the glass becomes the right event, by the names that the demo uses too."""

from dataclasses import replace

import pytest

from contract.config import Orientation, PrintLayout
from demo.examples import NOW, Pictures, example_id, example_scenes
from kiosk.domain.machine import Event
from kiosk.domain.model import Language
from kiosk.session import events
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene
from looks.catalogue import PACKS
from tests.kiosk.ui.conftest import Glass

FIRST = PACKS[0].styles[0].slug

TOUCHES: list[tuple[str, str, Event]] = [
    ("attract", "languageButton_en", events.LanguageChosen(Language.EN)),
    ("attract", "languageButton_pt", events.LanguageChosen(Language.PT)),
    ("attract", "largeTextButton", events.LargeTextChosen(True)),
    ("consent", "consentAccept", events.ConsentGiven()),
    ("consent", "consentRefuse", events.ConsentRefused()),
    ("declined", "leaveButton", events.LeaveAsked()),
    ("gallery", f"styleCard_{FIRST}", events.StyleChosen(example_id(FIRST))),
    ("gallery", "leaveButton", events.LeaveAsked()),
    ("camera", "shutterButton", events.ShutterPressed()),
    ("camera", "orientationLandscape", events.OrientationChosen(Orientation.LANDSCAPE)),
    ("camera-wide", "orientationPortrait", events.OrientationChosen(Orientation.PORTRAIT)),
    ("camera", "backButton", events.BackAsked()),
    ("camera", "leaveButton", events.LeaveAsked()),
    ("review", "makeItButton", events.MakeItAsked()),
    ("review", "retakeButton", events.RetakeAsked()),
    ("review", "backButton", events.BackAsked()),
    ("review-strip", "retakeShot_0", events.RetakeAsked(0)),
    ("review-strip", "retakeShot_2", events.RetakeAsked(2)),
    ("review-strip", "retakeButton", events.RetakeAsked()),
    ("processing", "leaveButton", events.LeaveAsked()),
    ("ticket", "printButton", events.PrintAsked(1)),
    ("ticket", "anotherButton", events.AnotherAsked()),
    ("ticket", "leaveButton", events.LeaveAsked()),
    ("result", "printButton", events.PrintAsked(1)),
    ("result", "anotherButton", events.AnotherAsked()),
    ("result", "leaveButton", events.LeaveAsked()),
    ("failed-generation", "retakeButton", events.RetakeAsked()),
    ("failed-generation", "anotherButton", events.AnotherAsked()),
    ("failed-generation", "leaveButton", events.LeaveAsked()),
    ("resume", "continueButton", events.ContinueAsked()),
    ("resume", "startOverButton", events.StartOverAsked()),
    ("goodbye", "leaveButton", events.LeaveAsked()),
    ("still-there", "stillHereButton", events.StillHere()),
    ("still-there", "stillHereLeave", events.LeaveAsked()),
]


def scene_of(pictures: Pictures, name: str) -> Scene:
    return dict(example_scenes(pictures))[name]


@pytest.mark.parametrize(
    ("screen", "item", "event"), TOUCHES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_touch_says_one_thing(
    glass: Glass, pictures: Pictures, screen: str, item: str, event: Event
) -> None:
    glass.show(scene_of(pictures, screen))
    glass.touch(item)
    meant = [said for said in glass.said if said == event]
    others = [said for said in glass.said if said not in (event, events.StillHere())]
    assert (len(meant), others) == (1 if event != events.StillHere() else len(meant), [])
    assert meant


@pytest.mark.parametrize("item", ["startButton", "eventTitle"])
def test_anywhere_on_the_attract_page_begins_once(glass: Glass, pictures: Pictures, item: str) -> None:
    glass.show(scene_of(pictures, "attract"))
    glass.touch(item)
    assert [type(said) for said in glass.said if not isinstance(said, events.StillHere)] == [events.Touched]


def test_the_layout_chosen_goes_with_the_style(glass: Glass, pictures: Pictures) -> None:
    glass.show(scene_of(pictures, "gallery"))
    glass.touch("layoutStrip")
    glass.touch(f"styleCard_{FIRST}")
    assert events.StyleChosen(example_id(FIRST), PrintLayout.STRIP) in glass.said


def test_the_next_guest_starts_with_a_single_portrait(glass: Glass, pictures: Pictures) -> None:
    scene = scene_of(pictures, "gallery")
    glass.show(scene)
    glass.touch("layoutStrip")
    glass.show(scene_of(pictures, "attract"))
    glass.show(replace(scene, session=replace(scene.session, session_id=example_id("next guest"))))
    glass.touch(f"styleCard_{FIRST}")
    assert events.StyleChosen(example_id(FIRST), PrintLayout.SINGLE) in glass.said


def test_copies_go_up_to_the_limit_and_no_further(glass: Glass, pictures: Pictures) -> None:
    glass.show(scene_of(pictures, "result"))
    for _ in range(4):
        glass.touch("copiesMore")
    glass.touch("printButton")
    assert [said for said in glass.said if isinstance(said, events.PrintAsked)] == [events.PrintAsked(2)]


def test_the_next_picture_begins_with_one_copy(glass: Glass, pictures: Pictures) -> None:
    scene = scene_of(pictures, "result")
    glass.show(scene)
    glass.touch("copiesMore")
    glass.show(scene_of(pictures, "attract"))
    assert scene.session.request is not None
    theirs = replace(scene.session.request, generation_id=example_id("the next guest's"))
    glass.show(replace(scene, session=replace(scene.session, request=theirs)))
    glass.touch("printButton")
    assert [said for said in glass.said if isinstance(said, events.PrintAsked)] == [events.PrintAsked(1)]


def test_without_a_retake_left_the_layout_of_the_photos_stays(glass: Glass, pictures: Pictures) -> None:
    scene = scene_of(pictures, "review")
    chosen = replace(scene.session, screen=Screen.GALLERY, retakes_left=0)
    glass.show(replace(scene, session=chosen))
    assert glass.find("layoutStrip") is None
    glass.show(replace(scene, session=replace(chosen, retakes_left=1)))
    assert glass.find("layoutStrip") is not None


def test_nothing_under_the_question_can_be_touched(glass: Glass, pictures: Pictures) -> None:
    glass.show(scene_of(pictures, "still-there"))
    glass.touch("leaveButton")
    assert [said for said in glass.said if not isinstance(said, events.StillHere)] == []


def test_any_touch_says_that_somebody_is_there_once_a_second(glass: Glass, pictures: Pictures) -> None:
    scene = scene_of(pictures, "consent")
    glass.show(scene)
    for later in (0.0, 0.3, 1.2):
        glass.show(replace(scene, now=NOW + later))
        glass.touch("consentSentence")
    assert glass.said == [events.StillHere(), events.StillHere()]


def test_the_question_counts_down(glass: Glass, pictures: Pictures) -> None:
    glass.show(scene_of(pictures, "still-there"))
    seconds = glass.find("stillThereSeconds")
    assert seconds is not None
    before = seconds.property("text")
    glass.screens.pass_time(NOW + 3)
    assert (before, seconds.property("text")) == ("10", "7")


def test_while_something_is_made_durable_the_buttons_wait(glass: Glass, pictures: Pictures) -> None:
    scene = scene_of(pictures, "review")
    glass.show(replace(scene, session=replace(scene.session, awaiting="MakeRequest")))
    glass.touch("makeItButton")
    assert [said for said in glass.said if not isinstance(said, events.StillHere)] == []

"""A guest's photos: how they are framed, taken again, and given up (G4)."""

import pytest

from contract.config import Orientation, PrintLayout
from kiosk.domain.framing import LANDSCAPE, PORTRAIT, STRIP
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.state import Screen
from tests.kiosk.session.guest import LIMITS, Guest, booth_state
from tests.kiosk.worlds import config, named


def test_a_strip_keeps_its_shots_one_by_one_and_its_last_is_the_hero():
    guest = Guest().to_camera(PrintLayout.STRIP).send(ev.ShutterPressed())
    seen = []
    while guest.session.screen is Screen.CAMERA:
        guest.pass_time(0.5)
        seen.append(len(guest.session.shots))
    assert sorted(set(seen)) == [0, 1, 2, 3]
    assert [shot.index for shot in guest.session.shots] == [0, 1, 2]
    guest.send(ev.MakeItAsked())
    assert guest.did(fx.MakeRequest)[0].shot == guest.session.shots[2]
    assert len(guest.did(fx.MakeRequest)) == 1


def test_retakes_are_counted():
    guest = Guest().to_review()
    for left in (1, 0):
        guest.send(ev.RetakeAsked())
        assert (guest.session.screen, guest.session.shots) == (Screen.CAMERA, ())
        guest.shoot()
        assert (guest.session.screen, guest.session.retakes_left) == (Screen.REVIEW, left)
    guest.send(ev.RetakeAsked())
    assert guest.session.screen is Screen.REVIEW
    assert len(guest.did(fx.DiscardShots)) == 2


@pytest.mark.parametrize("place", range(3))
def test_one_shot_of_a_strip_is_taken_again_and_the_others_stay(place):
    guest = Guest().to_review(PrintLayout.STRIP)
    before = guest.session.shots
    guest.send(ev.RetakeAsked(place))
    others = tuple(shot for shot in before if shot.index != place)
    assert (guest.session.screen, guest.session.shots) == (Screen.CAMERA, others)
    assert guest.did(fx.DiscardShots)[0].kept == others
    guest.shoot()
    assert [shot.index for shot in guest.session.shots] == [0, 1, 2]
    assert [shot in before for shot in guest.session.shots] == [each != place for each in range(3)]
    assert (guest.session.screen, guest.session.retakes_left) == (Screen.REVIEW, 1)
    guest.send(ev.MakeItAsked())
    assert guest.did(fx.MakeRequest)[0].shot.index == 2


@pytest.mark.parametrize("layout", PrintLayout)
def test_going_back_gives_no_retake_back(layout):
    guest = Guest().to_review()
    for _ in range(2):
        guest.send(ev.RetakeAsked()).shoot()
    guest.send(ev.BackAsked()).send(ev.StyleChosen(named("oil"), layout))
    assert (guest.session.screen, guest.session.layout) == (Screen.REVIEW, PrintLayout.SINGLE)
    guest.send(ev.RetakeAsked())
    assert (guest.session.screen, guest.session.retakes_left) == (Screen.REVIEW, 0)


def test_photos_given_up_for_another_layout_are_a_retake():
    guest = Guest().to_review(PrintLayout.STRIP)
    guest.send(ev.BackAsked()).send(ev.StyleChosen(named("ink"), PrintLayout.SINGLE))
    assert (guest.session.screen, guest.session.shots) == (Screen.CAMERA, ())
    assert guest.shoot().session.retakes_left == 1


def test_preview_runs_on_the_camera_screen_only():
    guest = Guest().to_processing().result().send(ev.AnotherAsked()).send(ev.StyleChosen(named("ink")))
    guest.send(ev.LeaveAsked())
    assert [effect.framing for effect in guest.did(fx.ShowPreview)] == [PORTRAIT, None, PORTRAIT, None]


def test_what_is_previewed_is_what_is_taken():
    guest = Guest().to_camera()
    guest.send(ev.OrientationChosen(Orientation.LANDSCAPE))
    assert guest.session.framing is LANDSCAPE
    guest.shoot()
    assert [effect.framing for effect in guest.did(fx.ShowPreview)] == [PORTRAIT, LANDSCAPE, None]
    assert guest.did(fx.TakeShot)[0].framing is LANDSCAPE
    strip = Guest().to_review(PrintLayout.STRIP)
    assert {effect.framing for effect in strip.did(fx.TakeShot)} == {STRIP}
    assert strip.did(fx.ShowPreview)[0].framing is STRIP


def test_a_group_stays_wide_until_the_guest_says_otherwise():
    guest = Guest().to_camera().send(ev.OrientationChosen(Orientation.LANDSCAPE)).shoot()
    guest.send(ev.RetakeAsked())
    assert guest.session.framing is LANDSCAPE
    guest.shoot().send(ev.MakeItAsked()).result().send(ev.AnotherAsked())
    guest.send(ev.StyleChosen(named("ink")))
    assert guest.session.framing is LANDSCAPE
    guest.send(ev.OrientationChosen(Orientation.PORTRAIT))
    assert guest.session.framing is PORTRAIT
    guest.send(ev.LeaveAsked()).to_camera()
    assert guest.session.framing is PORTRAIT


def test_the_event_says_what_may_be_chosen_and_what_guests_begin_with():
    wide_first = config(LIMITS, orientations=(Orientation.LANDSCAPE, Orientation.PORTRAIT))
    assert Guest(booth_state(config=wide_first)).to_camera().session.framing is LANDSCAPE
    upright = Guest(booth_state(config=config(LIMITS, orientations=(Orientation.PORTRAIT,)))).to_camera()
    assert upright.send(ev.OrientationChosen(Orientation.LANDSCAPE)).session.framing is PORTRAIT


def test_a_strip_and_a_photo_that_is_taken_keep_their_framing():
    strip = Guest().to_camera(PrintLayout.STRIP).send(ev.OrientationChosen(Orientation.LANDSCAPE))
    assert strip.session.framing is STRIP
    guest = Guest().to_review().send(ev.OrientationChosen(Orientation.LANDSCAPE))
    assert guest.session.framing is PORTRAIT
    counting = Guest().to_camera().send(ev.ShutterPressed())
    assert counting.send(ev.OrientationChosen(Orientation.LANDSCAPE)).session.framing is PORTRAIT

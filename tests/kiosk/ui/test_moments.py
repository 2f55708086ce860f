"""What a guest's eye should meet on a page: the portrait, the lens, the styles, one way on."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSize
from PySide6.QtQuick import QQuickItem

from contract.config import KioskConfig
from demo.examples import Pictures, example_scenes
from kiosk.domain.mount import Lens
from kiosk.session import events
from kiosk.session.state import ClosedReason, Failure
from kiosk.ui.scene import Scene
from tests.kiosk.ui.conftest import SIZES, Glass

WIDE_SCREENS = pytest.mark.parametrize(
    "glass", [SIZES["landscape"], QSize(1280, 800), QSize(1024, 768)], ids=str, indirect=True
)
UPRIGHT = pytest.mark.parametrize("glass", [SIZES["portrait"]], ids=["portrait"], indirect=True)


def show(glass: Glass, pictures: Pictures, name: str) -> Scene:
    scene = dict(example_scenes(pictures))[name]
    glass.show(scene)
    return scene


def place(glass: Glass, item: QQuickItem) -> QRectF:
    return item.mapRectToItem(glass.root, QRectF(0, 0, item.width(), item.height()))


def found(glass: Glass, name: str) -> QQuickItem:
    item = glass.find(name)
    assert item is not None, f"{name} cannot be seen"
    return item


@pytest.mark.parametrize("name", ["result", "result-wide"])
def test_the_result_rests_on_the_whole_portrait_and_confetti_stays_off_the_code(
    glass: Glass, pictures: Pictures, name: str
) -> None:
    show(glass, pictures, name)
    assert found(glass, "beforeAfter").property("split") == 0
    assert not place(glass, found(glass, "confetti")).intersects(place(glass, found(glass, "qrCode")))


def test_the_seam_can_be_played_with_and_closes_at_the_edge(glass: Glass, pictures: Pictures) -> None:
    show(glass, pictures, "result")
    slider = found(glass, "beforeAfter")
    inside = place(glass, slider)
    for part, rests in ((0.6, 0.6), (0.05, 0)):
        glass.touch_at(
            QPoint(int(inside.x() + inside.width() * part), int(inside.y() + inside.height() * 0.8))
        )
        glass.settle()
        assert slider.property("split") == pytest.approx(rests, abs=0.02)


def lens_of(glass: Glass, side: str) -> QPointF:
    """Where the lens is, beside the screen."""
    width, height = glass.root.width(), glass.root.height()
    places = {"above": (0.5, 0), "below": (0.5, 1), "left": (0, 0.5), "right": (1, 0.5)}
    return QPointF(width * places[side][0], height * places[side][1])


def distance(one: QPointF, other: QPointF) -> float:
    return QLineF(one, other).length()


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize(
    "glass", [*SIZES.values(), QSize(1024, 768), QSize(1280, 800)], ids=str, indirect=True
)
def test_the_countdown_is_huge_near_the_lens_and_over_nobody(
    glass: Glass, pictures: Pictures, large: bool
) -> None:
    for name, scene in example_scenes(pictures, large=large):
        if not name.endswith("countdown"):
            continue
        glass.show(scene)
        lens, disc = lens_of(glass, scene.lens), place(glass, found(glass, "countdownDisc"))
        frame, arrow = place(glass, found(glass, "preview")), place(glass, found(glass, "lensArrow"))
        assert disc.height() > 0.24 * min(glass.root.width(), glass.root.height()), name
        for each in (disc, arrow, place(glass, found(glass, "countdownWords"))):
            assert not each.intersects(frame) and screen_of(glass).contains(each), (name, each, frame)
        assert distance(arrow.center(), lens) < distance(disc.center(), lens), name
        assert distance(disc.center(), lens) < 0.5 * max(glass.root.width(), glass.root.height()), name


def screen_of(glass: Glass) -> QRectF:
    return QRectF(0, 0, glass.root.width(), glass.root.height())


@pytest.mark.parametrize("side", list(Lens))
def test_whoever_aims_is_shown_where_the_lens_is(glass: Glass, pictures: Pictures, side: Lens) -> None:
    scene = dict(example_scenes(pictures))["camera"]
    glass.show(replace(scene, lens=side))
    mark = place(glass, found(glass, "lensMark"))
    assert distance(mark.center(), lens_of(glass, side)) < 0.05 * glass.root.height()
    assert not mark.intersects(place(glass, found(glass, "preview")))


@pytest.mark.parametrize(("name", "share"), [("camera", 0.4), ("camera-wide", 0.8), ("camera-strip", 0.65)])
def test_the_face_guide_is_as_wide_as_its_group(
    glass: Glass, pictures: Pictures, name: str, share: float
) -> None:
    show(glass, pictures, name)
    zone, frame = place(glass, found(glass, "faceZone")), place(glass, found(glass, "preview"))
    assert zone.width() > share * frame.width()
    assert frame.contains(zone)


@UPRIGHT
def test_a_wide_picture_takes_the_whole_width_of_an_upright_screen(glass: Glass, pictures: Pictures) -> None:
    show(glass, pictures, "camera-wide")
    assert place(glass, found(glass, "preview")).width() == glass.root.width()


@WIDE_SCREENS
@pytest.mark.parametrize(
    ("name", "item", "share"),
    [
        ("result-wide", "beforeAfter", 0.63),
        ("review-wide", "shot_0", 0.63),
        ("camera-wide", "preview", 0.55),
    ],
)
def test_a_wide_picture_takes_most_of_a_wide_screen(
    glass: Glass, pictures: Pictures, name: str, item: str, share: float
) -> None:
    show(glass, pictures, name)
    assert place(glass, found(glass, item)).width() > share * glass.root.width()


@pytest.mark.parametrize("name", ["gallery", "gallery-offline"])
def test_names_stay_off_the_faces(glass: Glass, pictures: Pictures, name: str) -> None:
    """A face is in the upper half of its sample."""
    show(glass, pictures, name)
    names = [item for item in glass.items() if item.objectName() == "styleName"]
    assert len(names) > 6
    for item in names:
        card = item.parentItem().parentItem()
        assert place(glass, item).top() > place(glass, card).top() + 0.55 * place(glass, card).height()


@pytest.mark.parametrize("name", ["gallery", "gallery-offline"])
def test_six_styles_are_in_sight(glass: Glass, pictures: Pictures, name: str) -> None:
    show(glass, pictures, name)
    shelf = place(glass, found(glass, "gallery"))
    layouts = place(glass, found(glass, "layoutSingle"))
    free = QRectF(shelf.left(), shelf.top(), shelf.width(), shelf.height())
    if layouts.intersects(shelf):
        free.setBottom(layouts.top())
    cards = [item for item in glass.items() if item.objectName().startswith("styleCard_")]
    assert (
        sum(
            free.adjusted(-2, -2, 2, 2).intersected(place(glass, card)).height() > 0.8 * card.height()
            for card in cards
        )
        >= 6
    )


def test_a_packs_name_stands_once(glass: Glass, pictures: Pictures) -> None:
    scene = show(glass, pictures, "gallery")
    assert scene.config is not None
    shown = [str(item.property("text")) for item in glass.items() if item.property("truncated") is not None]
    names = [pack.name.es for pack in scene.config.packs]
    assert [name for name in names if shown.count(name) > 1] == []


def test_a_gallery_of_one_pack_has_no_tabs(glass: Glass, pictures: Pictures) -> None:
    scene = show(glass, pictures, "gallery")
    config = scene.config
    assert isinstance(config, KioskConfig)
    one = config.model_copy(update={"packs": config.packs[:1]})
    glass.show(replace(scene, booth_state=replace(scene.booth_state, config=one)))
    assert glass.find("packTabs") is None


def test_a_card_is_never_black_while_its_picture_loads(glass: Glass, pictures: Pictures) -> None:
    scene = dict(example_scenes(pictures))["gallery"]
    glass.show(replace(scene, asset=lambda _sha256: None))
    card = next(item for item in glass.items() if item.objectName().startswith("styleCard_"))
    assert glass.screens.window is not None
    corner = place(glass, card).topLeft().toPoint()
    picture = glass.screens.window.grabWindow()
    assert picture.pixelColor(corner.x() + 40, corner.y() + 40).lightness() > 60


@pytest.mark.parametrize("name", [f"failed-{failure}" for failure in Failure])
def test_a_failure_has_one_main_action(glass: Glass, pictures: Pictures, name: str) -> None:
    show(glass, pictures, name)
    main = [item.objectName() for item in glass.items() if item.property("quiet") is False]
    assert len(main) == 1


def test_no_page_that_ends_a_session_names_a_code_that_it_does_not_show(
    glass: Glass, pictures: Pictures
) -> None:
    for name, scene in example_scenes(pictures):
        if name.startswith(("failed", "goodbye")):
            glass.show(scene)
            words = " ".join(str(item.property("text")) for item in glass.items())
            assert glass.find("qrCode") or not ("código" in words or "número" in words), name


@pytest.mark.parametrize("name", ["goodbye-bare", "resume-bare", "declined", "failed-internal"])
def test_a_page_without_a_picture_of_the_guests_shows_the_events(
    glass: Glass, pictures: Pictures, name: str
) -> None:
    scene = dict(example_scenes(pictures))[name]
    glass.show(replace(scene, session=replace(scene.session, shots=())))
    assert glass.find("sampleWall")
    assert sum(item.property("quiet") is False for item in glass.items()) == 1


@pytest.mark.parametrize("reason", ClosedReason)
def test_a_closed_booth_can_be_asked_again(glass: Glass, pictures: Pictures, reason: ClosedReason) -> None:
    show(glass, pictures, f"closed-{reason}")
    glass.touch("tryAgainButton")
    assert [type(said) for said in glass.said if not isinstance(said, events.StillHere)] == [events.Touched]


def test_an_inviting_screen_says_one_thing(glass: Glass, pictures: Pictures) -> None:
    show(glass, pictures, "attract-no-printer")
    main = [item.objectName() for item in glass.items() if item.property("quiet") is False]
    assert main == ["startButton"]
    assert not [item for item in glass.items() if "QR" in str(item.property("text"))]

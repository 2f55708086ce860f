"""What every look keeps, whatever it paints."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import cv2
import numpy as np
import pytest

import looks
from looks.faces import face_ovals
from tests.looks.pictures import LOOKS, difference, face_shapes, likeness, memory, portrait

pytestmark = pytest.mark.slow

ODD_SIZES = ((64, 64), (64, 333), (501, 67), (97, 131))


@pytest.fixture(scope="module")
def gallery() -> dict[str, np.ndarray]:
    """Every look on the same face."""
    return {name: looks.apply(name, portrait()) for name in looks.names()}


def test_there_is_a_look_for_every_style() -> None:
    assert sorted(looks.names()) == sorted(LOOKS)
    assert len(looks.names()) == len(set(looks.names())) >= 24


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_is_a_visible_change_of_the_same_person(name: str, gallery: dict[str, np.ndarray]) -> None:
    made = gallery[name]
    assert made.shape == portrait().shape
    assert made.dtype == np.uint8
    assert made.flags.c_contiguous
    assert difference(made, portrait()) > 8
    assert made.std() > 20, "neither blank nor flat"
    assert likeness(portrait(), made) > 0.7


@pytest.mark.parametrize("name", LOOKS)
def test_a_face_is_still_a_face(name: str) -> None:
    photo = portrait(960, 720)
    ((before, _, _),) = face_ovals(photo)
    made = looks.apply(name, photo)
    near = [
        face for face, _, _ in face_ovals(made) if np.hypot(face[0] - before[0], face[1] - before[1]) < 30
    ]
    assert near or face_shapes(photo, made, before) > 0.9, "found by the detector, or drawn by the same lines"


def test_no_two_looks_are_alike(gallery: dict[str, np.ndarray]) -> None:
    for one, other in combinations(gallery, 2):
        assert difference(gallery[one], gallery[other]) > 8, (one, other)


@pytest.mark.parametrize("name", LOOKS)
def test_the_same_photo_gives_the_same_picture_on_any_thread(
    name: str, gallery: dict[str, np.ndarray]
) -> None:
    photo = portrait().copy()
    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(lambda _: looks.apply(name, photo), range(2)))
    assert all(np.array_equal(picture, gallery[name]) for picture in made)
    assert np.array_equal(photo, portrait()), "the guest's photo stays as it was"


@pytest.mark.parametrize("name", LOOKS)
def test_any_size_and_any_light_will_do(name: str) -> None:
    for height, width in ODD_SIZES:
        assert looks.apply(name, portrait(height, width)).shape == (height, width, 3)
    for level in (0, 1, 128, 255):
        plain = np.full((80, 120, 3), level, np.uint8)
        assert looks.apply(name, plain).shape == plain.shape
    harsh = np.random.default_rng(1).choice(np.array([0, 255], np.uint8), (96, 72, 3))
    assert looks.apply(name, harsh).dtype == np.uint8


@pytest.mark.parametrize("name", LOOKS)
def test_a_larger_photo_gets_the_same_look_for_a_few_planes_of_memory(name: str) -> None:
    small, photo = looks.apply(name, portrait(640, 480)), portrait(1280, 960)
    with memory() as taken:
        large = looks.apply(name, photo)
    assert taken() < 60 * photo.shape[0] * photo.shape[1], "five planes of three channels"
    shrunk = cv2.resize(large, (480, 640), interpolation=cv2.INTER_AREA)
    assert difference(cv2.blur(small, (31, 31)), cv2.blur(shrunk, (31, 31))) < 16


def test_views_and_read_only_pictures_are_taken() -> None:
    wide = np.ascontiguousarray(portrait()[:, ::-1])
    assert np.array_equal(looks.apply(LOOKS[0], portrait()[:, ::-1]), looks.apply(LOOKS[0], wide))


def test_the_duotone_takes_the_events_colour() -> None:
    red, blue = (looks.apply("duotone", portrait(), accent) for accent in ("#ff2244", "#1144ff"))
    assert difference(red, blue) > 25
    assert red[..., 2].mean() > red[..., 0].mean()
    assert blue[..., 0].mean() > blue[..., 2].mean()


@pytest.mark.parametrize("accent", ["#000000", "#ffffff", "#7f7f7f", "#FFEE00"])
def test_the_duotone_stays_a_picture_in_any_colour(accent: str) -> None:
    made = looks.apply("duotone", portrait(), accent)
    assert made.std() > 20
    assert likeness(portrait(), made) > 0.7


def test_an_unknown_look_is_named() -> None:
    with pytest.raises(looks.UnknownLookError, match="moustache"):
        looks.apply("moustache", portrait())


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((100, 100), np.uint8),
        np.zeros((100, 100, 4), np.uint8),
        np.zeros((100, 100, 3), np.float32),
        np.zeros((63, 100, 3), np.uint8),
        np.zeros((0, 0, 3), np.uint8),
    ],
    ids=["grey", "alpha", "floats", "tiny", "empty"],
)
def test_what_is_not_a_picture_is_refused(picture: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a picture "):
        looks.apply(LOOKS[0], picture)


@pytest.mark.parametrize("accent", ["", "red", "#12345", "#1234567", "#12345g", "123456"])
def test_what_is_not_a_colour_is_refused(accent: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        looks.apply("duotone", portrait(), accent)

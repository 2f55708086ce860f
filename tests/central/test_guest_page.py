"""Y8, Y14, G12: what a guest's phone shows, in every state, and to whom."""

import io
import re
import subprocess
import time
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from django.test import Client as Browser
from PIL import Image

from central.blobs import store
from central.blobs.models import Holding
from central.events.models import Event
from central.gallery.erasure import UNKNOWN_CODES_FROM_AN_ADDRESS, erase
from central.gallery.words import ENGLISH, LANGUAGES, PORTUGUESE, SPANISH, words_for
from central.generations.erasure import remove_due
from central.generations.models import Generation
from central.tenants.attempts import WITHIN
from central.tenants.models import Tenant
from contract.accent import screen_accent
from contract.ids import new_claim_code
from contract.sync import GenerationState
from tests.central.booths import Booth
from tests.central.pictures import jpeg, jpeg_with_gps

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def booth() -> Booth:
    return Booth()


def ready(booth: Booth, photo: bytes | None = None) -> Generation:
    made = booth.make(booth.queued(photo or jpeg(seed=40)))
    assert made.state == GenerationState.READY
    return made


def in_state(booth: Booth, state: GenerationState) -> Generation:
    generation_id = booth.queued(jpeg(300, 400, seed=41))
    Generation.objects.filter(tenant_id=booth.tenant, id=generation_id).update(state=state)
    return booth.generation(generation_id)


def get(server: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(server + path, headers={"Accept-Language": "en", **headers})


def test_an_unknown_code_is_on_its_way(server: str) -> None:
    answer = get(server, f"/g/{new_claim_code()}")
    assert answer.status_code == 200
    assert ENGLISH.pending_title in answer.text
    assert ENGLISH.pending_unsent in answer.text
    assert ENGLISH.pending_text not in answer.text, "nobody works on what has not come"
    assert 'http-equiv="refresh"' in answer.text, "the page comes up to date without a script, too"


def test_the_address_of_a_refused_page_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="django.request"):
        assert Browser().get("/elsewhere").status_code == 404
        assert "elsewhere" in caplog.text, "as Django does with every other address"
        assert Browser().get("/g/SECRET/state.json").status_code == 404
    assert "SECRET" not in caplog.text


def test_an_unknown_codes_page_says_no_more_than_a_known_ones(server: str, booth: Booth) -> None:
    known = in_state(booth, GenerationState.AWAITING_PHOTO)
    states = [get(server, f"/g/{code}/state.json").json() for code in (known.claim_code, new_claim_code())]
    assert states == [{"state": "pending"}] * 2


@pytest.mark.parametrize("code", ["x", "0" * 25, "0" * 27, "U" * 26, "<script>", "' OR 1=1 --", "%00" * 26])
def test_a_malformed_code_is_not_found(server: str, code: str) -> None:
    answer = get(server, f"/g/{code}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_a_mistyped_code_is_put_right(server: str, booth: Booth) -> None:
    code = str(in_state(booth, GenerationState.QUEUED).claim_code)
    answer = get(server, f"/g/{code.lower()}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/g/{code}")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (GenerationState.AWAITING_PHOTO, ENGLISH.pending_title),
        (GenerationState.RUNNING, ENGLISH.pending_title),
        (GenerationState.FAILED, ENGLISH.failed_title),
        (GenerationState.CANCELLED, ENGLISH.failed_title),
        (GenerationState.ERASED, ENGLISH.erasing_title),
    ],
)
def test_every_state_has_its_words(server: str, booth: Booth, state: GenerationState, sentence: str) -> None:
    generation = in_state(booth, state)
    answer = get(server, f"/g/{generation.claim_code}")
    assert (answer.status_code, sentence in answer.text) == (200, True)
    assert get(server, f"/g/{generation.claim_code}/after.jpg").status_code == 404


def test_a_ready_picture_is_shown_and_downloaded_without_metadata(server: str, booth: Booth) -> None:
    generation = ready(booth, jpeg_with_gps())
    page = get(server, f"/g/{generation.claim_code}")
    assert ENGLISH.ready_title in page.text
    shown = get(server, f"/g/{generation.claim_code}/after.jpg")
    assert "content-disposition" not in shown.headers
    download = get(server, f"/g/{generation.claim_code}/after.jpg?download")
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.jpg"', download.headers["content-disposition"])
    before = get(server, f"/g/{generation.claim_code}/before.jpg")
    for answer in (shown, download, before):
        assert answer.headers["content-type"] == "image/jpeg"
        assert b"ecret" not in answer.content
        with Image.open(io.BytesIO(answer.content)) as image:
            assert image.size == (600, 800)
            assert not image.getexif()


def test_one_guests_code_opens_one_guests_picture(server: str, booth: Booth) -> None:
    mine, other = ready(booth), ready(Booth(), jpeg(seed=42))
    shown = [get(server, f"/g/{each.claim_code}/after.jpg").content for each in (mine, other)]
    assert shown[0] != shown[1]


@pytest.mark.parametrize(
    "path", ["", "/state.json", "/after.jpg", "/before.jpg", "/thumbnail.jpg", "/after.jpg?download"]
)
def test_the_secret_address_leaks_nowhere(server: str, booth: Booth, path: str) -> None:
    answer = get(server, f"/g/{ready(booth).claim_code}{path}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"""(?:src|href)="(?:https?:)?//""", answer.text if not path else "")


def test_the_guests_phone_chooses_the_language_unless_the_guest_does(server: str, booth: Booth) -> None:
    code = ready(booth).claim_code
    assert SPANISH.ready_title in get(server, f"/g/{code}", **{"Accept-Language": "fi"}).text
    portuguese = {"Accept-Language": "fr-FR,pt-BR;q=0.8,en;q=0.5"}
    assert PORTUGUESE.ready_title in get(server, f"/g/{code}", **portuguese).text
    assert ENGLISH.ready_title in get(server, f"/g/{code}?lang=en", **portuguese).text


@pytest.mark.parametrize(
    ("chosen", "accepted", "booth_language", "expected"),
    [
        ("", "", "", "es"),
        ("", "", "pt", "pt"),
        ("", "de, en;q=0.1", "pt", "en"),
        ("en", "pt", "es", "en"),
        ("xx", "q=;;,,;q=x,pt;q=0", "en", "en"),
    ],
)
def test_languages_fall_back_in_order(chosen: str, accepted: str, booth_language: str, expected: str) -> None:
    assert words_for(chosen, accepted, booth_language).language == expected


def test_no_sentence_is_missing_in_any_language() -> None:
    for words in LANGUAGES.values():
        assert all(getattr(words, name).strip() for name in words.__slots__)


def test_the_page_shows_the_brands_colour_as_the_booth_does(server: str, booth: Booth) -> None:
    Tenant.objects.filter(id=booth.tenant).update(primary_color="#101040")
    page = get(server, f"/g/{in_state(booth, GenerationState.QUEUED).claim_code}").text
    accent = screen_accent("#101040")
    assert f"--accent: {accent.fill}; --ink: {accent.ink};" in page


def test_an_erased_picture_is_gone_from_everywhere(server: str, booth: Booth) -> None:
    generation = ready(booth, jpeg(seed=43))
    answer = httpx.post(f"{server}/g/{generation.claim_code}/erase")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/g/{generation.claim_code}")
    assert get(server, f"/g/{generation.claim_code}/state.json").json()["state"] == "erasing"
    assert get(server, f"/g/{generation.claim_code}/after.jpg").status_code == 404
    assert remove_due() == 1
    for sha256 in pictures_of(generation):
        assert not store.is_kept(sha256)
    assert not Holding.objects.filter(tenant_id=booth.tenant).exists()


def pictures_of(generation: Generation) -> tuple[str, ...]:
    return (
        generation.photo_sha256, generation.before_sha256, generation.result_sha256,
        generation.thumbnail_sha256,
    )  # fmt: skip


def test_what_another_picture_still_needs_survives_an_erasure(booth: Booth) -> None:
    photo = jpeg(seed=44)
    erased, kept = ready(booth, photo), ready(booth, photo)
    erase(str(erased.claim_code))
    assert remove_due() == 1
    for sha256 in pictures_of(kept):
        assert store.is_kept(sha256)


def test_a_picture_erased_while_it_is_made_stays_erased(booth: Booth) -> None:
    generation = booth.generation(booth.queued(jpeg(seed=45)))
    erase(str(generation.claim_code))
    assert booth.make(generation.id).state == GenerationState.ERASED


def test_a_picture_outlives_its_event(server: str, booth: Booth) -> None:
    generation = ready(booth)
    Event.objects.filter(tenant_id=booth.tenant, id=booth.event).delete()
    assert ENGLISH.ready_title in get(server, f"/g/{generation.claim_code}").text


def test_erasing_takes_a_post(server: str, booth: Booth) -> None:
    generation = ready(booth)
    assert get(server, f"/g/{generation.claim_code}/erase").status_code == 405
    assert httpx.post(f"{server}/g/{new_claim_code()}/erase").status_code == 302
    assert httpx.post(f"{server}/g/nonsense/erase").status_code == 404


def test_one_connection_cannot_erase_unknown_codes_without_end(server: str, booth: Booth) -> None:
    known = in_state(booth, GenerationState.QUEUED)
    began = time.monotonic()
    answers = [
        httpx.post(f"{server}/g/{new_claim_code()}/erase", headers={"Accept-Language": "en"})
        for _ in range(UNKNOWN_CODES_FROM_AN_ADDRESS + 1)
    ]
    spent = time.monotonic() - began
    assert [each.status_code for each in answers] == [302] * UNKNOWN_CODES_FROM_AN_ADDRESS + [429]
    assert ENGLISH.busy_title in answers[-1].text
    waits = WITHIN.total_seconds()
    assert waits - spent <= int(answers[-1].headers["retry-after"]) <= waits, (
        "until the first counts no longer"
    )
    code = str(answers[-1].url).split("/")[-2]
    assert f'href="/g/{code}?lang=es"' in answers[-1].text, "and back to the page, which is there"
    assert httpx.post(f"{server}/g/{known.claim_code}/erase").status_code == 302
    assert get(server, f"/g/{known.claim_code}/state.json").json()["state"] == "erasing"


def test_a_guest_erases_before_the_platform_knows_the_code(server: str) -> None:
    code = new_claim_code()
    assert ENGLISH.erase_unmade in get(server, f"/g/{code}").text
    assert httpx.post(f"{server}/g/{code}/erase").headers["location"] == f"/g/{code}"
    page = get(server, f"/g/{code}").text
    assert ENGLISH.unmet_text in page
    assert ENGLISH.booth_left in page
    assert ENGLISH.platform_unmet in page
    assert ENGLISH.platform_gone not in page, "nobody knows that yet"
    assert 'data-left="platform booth"' in page


@pytest.mark.parametrize("state", ["pending", "ready", "failed", "erased"])
def test_a_phones_browser_draws_the_page(server: str, booth: Booth, state: str, tmp_path: Path) -> None:
    generation = ready(booth) if state == "ready" else in_state(booth, _GENERATION_STATES[state])
    picture, console = screenshot(f"{server}/g/{generation.claim_code}", tmp_path)
    assert picture.shape == (844, 390, 3)
    assert "Refused" not in console, "the page's own content policy lets all of it load"
    assert "Uncaught" not in console
    assert picture[:40].mean() < 90, "a dark page"
    assert np.count_nonzero(picture.max(axis=2) > 230) > 500, "with something luminous to read on it"
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 1000


_GENERATION_STATES = {
    "pending": GenerationState.QUEUED,
    "failed": GenerationState.FAILED,
    "erased": GenerationState.ERASED,
}


def screenshot(url: str, folder: Path) -> tuple[np.ndarray, str]:
    """The page on a phone's screen, as Chromium draws it, and what Chromium said meanwhile."""
    target = folder / "page.png"
    ran = subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--hide-scrollbars", "--window-size=390,844", "--virtual-time-budget=2500",
            f"--user-data-dir={folder / 'profile'}", f"--screenshot={target}", "--enable-logging=stderr", url,
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    drawn = cv2.imread(str(target))
    assert drawn is not None
    return drawn, ran.stderr

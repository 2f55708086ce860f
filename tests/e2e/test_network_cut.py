"""The network cut at each step of the flow: the guest notices nothing but a ticket, and nothing is lost.

Real parts: the booth's whole engine, the platform as a process with its database and worker, a cable between.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from contract.sync import GenerationState
from demo.browser import fetch
from demo.cable import Cable
from demo.platform import Platform
from kiosk.domain.model import Funding, Request
from kiosk.engine import commands
from kiosk.engine.settings import Settings
from kiosk.session.state import Screen
from kiosk.store import Store
from kiosk.store.reports import dead_letter_lines, pending_lines
from kiosk.sync.transport.token_store import TokenStore
from tests.e2e.conftest import CREDITS, Office, Party
from tests.e2e.guest import STEPS, SkippingClock, booth, pair
from tests.e2e.wire import Api


@pytest.mark.parametrize("step", STEPS)
def test_a_cut_at_any_step_costs_the_guest_nothing(
    step: str, cable: Cable, party: Party, office: Office, booth_folder: Path
):
    pair(booth_folder, cable.url, party.codes[0])
    with booth(booth_folder) as guest:
        guest.prepare()
        request = guest.one_session(lambda moment: cable.pull() if moment == step else None)
        before_the_result = STEPS.index(step) < STEPS.index("result")
        assert guest.got is (Screen.TICKET if before_the_result else Screen.RESULT)
        assert request.funding is Funding.LEASED
        guest.notice_the_cut()
        cable.plug_in()
        kept = guest.recover(request)
    check_platform(office.account(party), kept)
    check_booth(booth_folder)


def test_a_cut_in_the_middle_of_a_photo_goes_on_from_there(
    cable: Cable, party: Party, office: Office, central: Platform, booth_folder: Path
):
    pair(booth_folder, cable.url, party.codes[0])
    with booth(booth_folder) as guest:
        guest.prepare()
        request = guest.one_session(lambda moment: cable.pull_after(150_000) if moment == "review" else None)
        assert guest.got is Screen.TICKET and not cable.plugged
        photo = photo_of(booth_folder, request)
        guest.notice_the_cut()
        assert 0 < held(central, booth_folder, photo) < photo.stat().st_size
        cable.plug_in()
        kept = guest.recover(request)
    check_platform(office.account(party), kept)
    check_booth(booth_folder)


@pytest.mark.parametrize("lease", ["kept", "given back"])
def test_a_booth_that_starts_without_a_network_works(
    lease: str, cable: Cable, party: Party, office: Office, booth_folder: Path
):
    """From its signed snapshot. Promises rest on the lease it still has, else on the event's pool."""
    clock = SkippingClock()
    pair(booth_folder, cable.url, party.codes[0])
    with booth(booth_folder, clock) as guest:
        guest.prepare()
        if lease == "kept":
            cable.pull()
            guest.notice_the_cut()
    cable.pull()
    with booth(booth_folder, clock) as guest:
        guest.welcome()
        request = guest.one_session()
        assert guest.got is Screen.TICKET
        assert request.funding is (Funding.LEASED if lease == "kept" else Funding.UNFUNDED)
        guest.notice_the_cut()
        cable.plug_in()
        kept = guest.recover(request)
    check_platform(office.account(party), kept)
    check_booth(booth_folder)


def check_platform(account: dict[str, Any], kept: Request) -> None:
    """The picture is the platform's own, charged once, and every credit has a place."""
    assert kept.result_path is not None
    picture = kept.result_path.read_bytes()
    made = account["generations"]
    assert [(each["id"], each["state"]) for each in made] == [
        (str(kept.generation_id), GenerationState.READY)
    ]
    assert hashlib.sha256(picture).hexdigest() == made[0]["result_sha256"]
    assert account["charges"] == [kept.price] and kept.price > 0
    assert account["credits"] == {
        "allocated": CREDITS, "pool": CREDITS - kept.price, "leased": 0,
        "consumed": kept.price, "overdraft": 0, "outstanding": 0,
    }  # fmt: skip
    assert account["faults"] == []
    assert (account["sheets"], account["sessions"]) == (1, ["finished"])
    check_page(kept, picture)


def check_page(kept: Request, picture: bytes) -> None:
    """The guest's own phone is not on the booth's cable."""
    assert json.loads(fetch(f"{kept.claim_url}/state.json")[2]) == {"state": "ready"}
    assert fetch(f"{kept.claim_url}/after.jpg")[2] == picture
    assert fetch(kept.claim_url)[0] == 200


def check_booth(folder: Path) -> None:
    settings = Settings(data=folder)
    assert commands.with_store(settings, pending_lines) == []
    assert commands.with_store(settings, dead_letter_lines) == []
    assert len(list((folder / "printed").glob("*.jpg"))) == 1


def photo_of(folder: Path, request: Request) -> Path:
    """The file of the photo that the picture is made from."""

    def path(store: Store) -> Path:
        uploads = store.database.read(
            lambda rows: [row["path"] for row in rows.execute("SELECT path FROM uploads")]
        )
        return Path(uploads[0])

    return commands.with_store(Settings(data=folder), path)


def held(central: Platform, folder: Path, photo: Path) -> int:
    """How many bytes of the photo the platform has, as it tells the booth."""
    with Api(central.url, TokenStore(folder).load() or "").http as http:
        answer = http.head(f"/blobs/{photo.stem}")
    assert answer.status_code == 404
    return int(answer.headers["Upload-Offset"])

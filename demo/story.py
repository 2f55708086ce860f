"""Two guests at one party: one online, one whose network is pulled out in the middle.

Their host has made the event on a phone, with too few credits; their partner adds some while guest 2 waits.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from PIL import Image
from playwright.sync_api import Browser

from contract.sync import GenerationState
from demo.booth import Booth, HurriedClock
from demo.browser import fetch, photograph
from demo.cable import Cable
from demo.people import Person, create_event, meter_reads, pair_booth, top_up
from demo.platform import Platform
from demo.qr import read_qr
from demo.report import Report
from kiosk.domain.model import Link, PrintState, Request
from kiosk.session.events import StartOverAsked
from kiosk.session.state import Screen

PORTRAIT = (1080, 1920)
LANDSCAPE = (1920, 1080)
PRINT = (1200, 1800)
"""4x6 inches at 300 dpi."""
PARTY = "Boda de Ana y Leo"
SLUG = "boda-de-ana-y-leo"
PORTRAIT_PRICE = 100


@dataclass
class Story:
    """Everything that the two sessions share. `output` is the folder that people look at afterwards."""

    output: Path
    folder: Path
    central: Platform
    cable: Cable
    report: Report
    chromium: Browser
    requests: dict[str, Request] = field(default_factory=dict)
    """Guest to what was promised to them."""
    clock: HurriedClock = field(default_factory=HurriedClock)

    # --- the plot -------------------------------------------------------------------------------

    def play(self, logins: Mapping[str, dict[str, str]]) -> None:
        """Make the event, let both guests in, restore the network, and account for every credit."""
        with self.report.step("the host makes an event on the phone"):
            host = self._person("host", logins["client"])
            create_event(host, PARTY, PORTRAIT_PRICE)
        with self.report.step("the partner pairs a booth with it"):
            partner = self._person("partner", logins["partner"])
            self._enroll(pair_booth(partner, PARTY))
        self._account("before the party")
        with self._booth(PORTRAIT, "guest-1-online") as booth:
            self._first_guest(booth)
        with self.report.step("the host sees the meter move"):
            meter_reads(host, PORTRAIT_PRICE, PORTRAIT_PRICE)
        with self._booth(LANDSCAPE, "guest-2-cut-off") as booth:
            self._topped_up(booth, partner)
            self._second_guest(booth)
            self._restored(booth)
        self._account("after the party")
        self._both_are_charged()
        phones = sorted((self.output / "people").glob("*.png"))
        self.report.files += [(each.stem.replace("-", " "), each) for each in phones]

    def _first_guest(self, booth: Booth) -> None:
        with self.report.step("guest 1 chooses a style"):
            self._ready_to_start(booth)
            self._languages(booth)
            self._asked_whether_still_there(booth)
            self._to_the_gallery(booth)
            booth.tap("layoutSingle")
            booth.tap("styleCard_golden")
        with self.report.step("guest 1 is photographed"):
            self._one_shot(booth, "camera")
            booth.wait_for(Screen.REVIEW)
            booth.photograph("review")
        with self.report.step("guest 1: from 'make it' to the picture"):
            booth.tap("makeItButton")
            booth.wait_for(Screen.PROCESSING, Screen.RESULT)
            if booth.session.screen is Screen.PROCESSING:
                booth.photograph("processing")
            booth.wait_for(Screen.RESULT)
        screen = booth.photograph("result")
        self._qr_is_right("guest 1", booth, screen)
        with self.report.step("guest 1 prints"):
            self._print(booth, "guest-1")
        booth.photograph("result-printed")
        self._page("guest-1", "ready")
        booth.tap("leaveButton")
        booth.wait_for(Screen.GOODBYE)
        booth.photograph("goodbye")
        booth.wait_for(Screen.CLOSED)

    def _topped_up(self, booth: Booth, partner: Person) -> None:
        with self.report.step("guest 2 finds the booth without credits"):
            booth.wait_for(Screen.CLOSED)
            booth.photograph("no-credits")
        with self.report.step("the partner tops up, and the booth opens by itself"):
            top_up(partner, PARTY)
            booth.wait_for(Screen.ATTRACT)

    def _second_guest(self, booth: Booth) -> None:
        with self.report.step("guest 2 chooses a strip"):
            self._ready_to_start(booth)
            self._refuses_first(booth)
            self._to_the_gallery(booth)
            booth.tap("layoutStrip")
            booth.photograph("gallery-strip")
            booth.tap("styleCard_duotone")
        with self.report.step("guest 2 is photographed; the cable is pulled after the first shot"):
            self._one_shot(booth, "camera")
            booth.wait_until(lambda: len(booth.session.shots) >= 1, "the first shot")
            self.cable.pull()
            for shot in (2, 3):
                self._next_shot(booth, shot)
            booth.wait_for(Screen.REVIEW)
            booth.photograph("review")
            booth.wait_until(
                lambda: booth.app.engine.booth_state.sync.link is Link.OFFLINE, "the booth to notice"
            )
        with self.report.step("guest 2: from 'make it' to a ticket, offline"):
            booth.tap("makeItButton")
            booth.wait_for(Screen.TICKET)
        booth.wait_until(lambda: booth.session.look_path is not None, "the on-booth look")
        screen = booth.photograph("ticket")
        self._qr_is_right("guest 2", booth, screen)
        self._page("guest-2", "pending", "while the booth is cut off")
        self._account("while guest 2 is cut off")
        with self.report.step("guest 2 prints the on-booth look, offline"):
            self._print(booth, "guest-2")
        booth.photograph("ticket-printed")
        booth.tap("leaveButton")
        booth.wait_for(Screen.GOODBYE, Screen.ATTRACT)

    def _restored(self, booth: Booth) -> None:
        generation_id = self.requests["guest-2"].generation_id
        self.cable.plug_in()
        with self.report.step("the cable is back: guest 2's picture is made and reaches the booth"):
            booth.wait_until(lambda: booth.app.engine.booth_state.sync.link is Link.ONLINE, "the link")
            booth.wait_until(
                lambda: self._reached_the_booth(booth, generation_id), "the picture at the booth"
            )
        self._page("guest-2", "ready", "after the network came back")

    # --- scenes ---------------------------------------------------------------------------------

    def _ready_to_start(self, booth: Booth) -> None:
        booth.wait_until(lambda: booth.session.screen in (Screen.ATTRACT, Screen.RESUME), "an open booth")
        if booth.session.screen is Screen.RESUME:
            booth.app.engine.dispatch(StartOverAsked())
        booth.wait_until(lambda: booth.app.engine.booth_state.sync.lease_left > 0, "a lease")

    def _languages(self, booth: Booth) -> None:
        for language in ("en", "pt", "es"):
            booth.tap(f"languageButton_{language}")
            booth.photograph(f"attract-{language}")

    def _asked_whether_still_there(self, booth: Booth) -> None:
        booth.tap("startButton")
        booth.wait_for(Screen.CONSENT)
        booth.photograph("consent")
        booth.wait_until(lambda: self._asks_after(booth, 1), "'still there?'")
        booth.photograph("still-there")
        booth.tap("stillHereButton")
        booth.tap("consentAccept")

    def _asks_after(self, booth: Booth, seconds: float) -> bool:
        """Whether the booth asks, when so much time has passed once more."""
        self.clock.hurry(seconds)
        return booth.session.asking_still_there

    def _refuses_first(self, booth: Booth) -> None:
        booth.photograph("attract")
        booth.tap("startButton")
        booth.wait_for(Screen.CONSENT)
        booth.photograph("consent")
        booth.tap("consentRefuse")
        booth.wait_for(Screen.DECLINED)
        booth.photograph("declined")
        booth.wait_for(Screen.ATTRACT)
        booth.tap("startButton")
        booth.wait_for(Screen.CONSENT)
        booth.tap("consentAccept")

    def _to_the_gallery(self, booth: Booth) -> None:
        booth.wait_for(Screen.GALLERY)
        booth.photograph("gallery")

    def _one_shot(self, booth: Booth, name: str) -> None:
        booth.wait_for(Screen.CAMERA)
        booth.photograph(name)
        booth.tap("shutterButton")
        booth.photograph("countdown")

    def _next_shot(self, booth: Booth, shot: int) -> None:
        """A strip may go on by itself; where it does not, press again."""
        booth.let_pass(1)
        if (
            booth.session.screen is Screen.CAMERA
            and booth.find("shutterButton")
            and not booth.session.shutter_deadline
        ):
            booth.tap("shutterButton")
        booth.wait_until(lambda: len(booth.session.shots) >= shot, f"shot {shot}")

    def _print(self, booth: Booth, guest: str) -> None:
        folder = self.folder / "kiosk" / "printed"
        before = set(folder.glob("*.jpg"))
        booth.tap("printButton")
        booth.wait_until(
            lambda: any(state is PrintState.PRINTED for _, state in booth.session.prints), "the print"
        )
        for sheet in sorted(set(folder.glob("*.jpg")) - before):
            target = self.output / "prints" / f"{guest}-{sheet.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(sheet, target)
            self.report.files.append((f"{guest}'s print", target))
            with Image.open(target) as picture:
                right_size = picture.size == PRINT
            self.report.check(right_size, f"{guest}: the print is {PRINT[0]}x{PRINT[1]} pixels")
            ours = self.requests[guest].claim_url in read_qr(target)
            self.report.check(ours, f"{guest}: the QR code on the print is theirs")
        self.report.check(bool(set(folder.glob("*.jpg")) - before), f"{guest}: a print came out")

    # --- what must hold -------------------------------------------------------------------------

    def _qr_is_right(self, guest: str, booth: Booth, screen: Path) -> None:
        request = booth.session.request
        assert request is not None
        codes = read_qr(screen)
        self.report.check(
            codes == [request.claim_url], f"{guest}: the QR code on the screen is read as their page"
        )
        self.requests[guest.replace(" ", "-")] = request

    def _page(self, guest: str, state: str, when: str = "") -> None:
        url = self.requests[guest].claim_url
        name = f"{guest}-{state}"
        pages = self.output / "pages"
        pages.mkdir(parents=True, exist_ok=True)
        status, _, body = fetch(url)
        (pages / f"{name}.html").write_bytes(body)
        photograph(self.chromium, url, pages / f"{name}.png")
        self.report.files += [
            (f"{guest}'s page, {state}", pages / f"{name}.{kind}") for kind in ("html", "png")
        ]
        _, _, told = fetch(f"{url}/state.json")
        holds = status == 200 and f'"{state}"'.encode() in told
        self.report.check(holds, f"{guest}: their page is {state} {when}".strip())
        if state == "ready":
            self._download(guest, url)

    def _download(self, guest: str, url: str) -> None:
        status, kind, picture = fetch(f"{url}/after.jpg?download=1")
        target = self.output / "pages" / f"{guest}.jpg"
        target.write_bytes(picture)
        self.report.files.append((f"{guest}'s picture, as downloaded", target))
        self.report.check(status == 200 and kind == "image/jpeg", f"{guest}: the picture can be downloaded")

    def _reached_the_booth(self, booth: Booth, generation_id: UUID) -> bool:
        request = booth.app.engine.request_of(generation_id)
        return request is not None and request.state is GenerationState.READY and bool(request.result_path)

    def _account(self, moment: str) -> dict[str, int]:
        balances: dict[str, int] = self.central.command("credits", SLUG)
        self.report.account_for(moment, balances)
        return balances

    def _both_are_charged(self) -> None:
        spent = self.report.credits[-1][1]["consumed"] - self.report.credits[0][1]["consumed"]
        expected = sum(request.price for request in self.requests.values())
        self.report.check(
            spent == expected, f"two pictures cost {expected} credits, and {spent} were consumed"
        )
        adds_up = self.central.command("audit-ledger")["clean"]
        self.report.check(adds_up, "the ledger's own audit finds no fault")

    # --- the people and the booth ----------------------------------------------------------------

    def _person(self, name: str, login: dict[str, str]) -> Person:
        return Person(self.chromium, self.central, name, login, self.output / "people")

    def _enroll(self, code: str) -> None:
        command = [sys.executable, "-m", "kiosk", "enroll", "--server", self.cable.url, "--code", code]
        command += ["--data", str(self.folder / "kiosk")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
        if done.returncode:
            raise RuntimeError(f"the booth could not be paired: {done.stderr or done.stdout}")

    @contextmanager
    def _booth(self, size: tuple[int, int], name: str) -> Iterator[Booth]:
        from kiosk.app import App
        from kiosk.engine.settings import Settings

        settings = Settings(data=self.folder / "kiosk", camera="simulated", printer="file")
        app = App(settings, size=size, clock=self.clock)
        booth = Booth(app, self.clock, self.output / "screens" / name)
        try:
            with self.report.step(f"the booth starts ({size[0]}x{size[1]})"):
                app.start()
                booth.wait_until(lambda: app.ready, "the first page")
            yield booth
        finally:
            app.stop()

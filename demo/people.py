"""The host and the partner, each on a phone, while the party goes on."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from demo.browser import phone
from demo.platform import Platform


class Person:
    """Somebody who is logged in on a phone; what they see is kept as pictures in `output`."""

    def __init__(
        self, of: Browser, central: Platform, name: str, login: dict[str, Any], output: Path
    ) -> None:
        self._url, self._output, self._name = central.url, output, name
        self._pictures = 0
        output.mkdir(parents=True, exist_ok=True)
        self.page: Page = phone(of).new_page()
        self.page.goto(f"{self._url}/account/login/")
        self.page.fill("[name=login]", login["email"])
        self.page.fill("[name=password]", login["password"])
        self.photograph("log-in")
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(re.compile(r"/(client|partner)/$"))

    def photograph(self, name: str) -> Path:
        """Write what the phone shows as `NAME-NN-name.png`."""
        self._pictures += 1
        target = self._output / f"{self._name}-{self._pictures:02d}-{name}.png"
        self.page.screenshot(path=target)
        return target

    def go(self, path: str) -> None:
        """Open a page of the platform."""
        self.page.goto(f"{self._url}{path}")


def create_event(host: Person, name: str, credits: int) -> None:
    """A party that begins now and has so many credits; its page stays open."""
    host.photograph("home")
    page = host.page
    page.locator(".page-actions .button").click()
    page.fill("[name=name]", name)
    zone = ZoneInfo(page.input_value("[name=time_zone]"))
    page.fill("[name=starts_at]", f"{datetime.now(zone):%Y-%m-%dT%H:%M}")
    page.fill("[name=guests]", "1")
    page.press("[name=guests]", "Tab")
    expect(page.locator("[name=credits]")).not_to_have_value("")
    page.fill("[name=credits]", str(credits))
    host.photograph("new-event")
    page.locator("form.card .button").click()
    page.get_by_role("heading", name=name).wait_for()
    host.photograph("event")


def pair_booth(partner: Person, event: str) -> str:
    """The pairing code of a new booth at the event."""
    partner.go("/partner/booths/new")
    page = partner.page
    page.fill("[name=name]", "Salón")
    page.select_option("[name=event]", label=event)
    page.locator("form.form .button").click()
    letters = page.locator(".pairing-code").inner_text()
    partner.photograph("pairing-code")
    return letters


def meter_reads(host: Person, used: int, allocated: int) -> None:
    """Wait until the event's page says so by itself. Raises AssertionError if it never does."""
    meter = host.page.get_by_role("meter").first
    expect(meter).to_have_attribute("aria-valuenow", str(used))
    expect(meter).to_have_attribute("aria-valuemax", str(allocated))
    host.photograph(f"meter-{used}-of-{allocated}")


def top_up(partner: Person, event: str) -> None:
    """In two taps, from what runs tonight."""
    partner.go("/partner/")
    partner.photograph("tonight")
    partner.page.get_by_role("link", name=f"Recargar {event}").click()
    confirm = partner.page.get_by_role("dialog").get_by_role("button", name="Confirmar recarga")
    confirm.wait_for()
    partner.photograph("top-up")
    confirm.click()
    partner.page.get_by_text(f"{event} tiene ahora").wait_for()
    partner.photograph("topped-up")

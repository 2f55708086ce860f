"""What 200 people who watch a party cost the server, while its booth takes a picture every other second.

`python -m benchmarks.watchers [--people 200] [--seconds 60]`: half of them are the partner's, on what runs
tonight, the others the host's, on the home page and on the event's. As a browser does, each holds a stream,
and loads its part anew when that says so.
"""

import argparse
import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import psutil

from benchmarks.ledger.kiosks import Booth, Sender
from benchmarks.logins import ROOT, Platform, running
from contract.version import VERSION

_PAUSE = 2.0
"""Seconds between two pictures."""


@dataclass
class Seen:
    """What the watchers did."""

    changes: int = 0
    loads: int = 0
    waits: list[float] = field(default_factory=list)
    """Seconds that a part took to load."""


def main() -> None:
    """Print cores and figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with running(ROOT) as platform:
        sample = platform.sample()
        asyncio.run(measure(platform, sample, asked.people, asked.seconds))


async def measure(platform: Platform, sample: dict[str, Any], people: int, seconds: float) -> None:
    """First nobody watches, then everybody."""
    address = platform._address
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=None, limits=limits) as http:
        cookies = {role: await log_in(http, role, sample[role]) for role in ("client", "partner")}
        sender = Sender(await enrol(http, sample))
        pictures = asyncio.create_task(take_pictures(http, sender))
        alone = await cores(platform, seconds / 3)
        seen = Seen()
        places = [
            ("partner", "/partner/tonight/live", "/partner/tonight"),
            ("client", "/client/live", "/client/standing"),
            ("partner", "/partner/tonight/live", "/partner/tonight"),
            ("client", f"/client/events/{sample['event']['id']}/live",
             f"/client/events/{sample['event']['id']}/standing"),
        ]  # fmt: skip
        watching = [
            asyncio.create_task(watch(http, cookies[role], live, part, seen))
            for role, live, part in (places[each % len(places)] for each in range(people))
        ]
        await asyncio.sleep(5)
        seen.changes = seen.loads = 0
        seen.waits.clear()
        together = await cores(platform, seconds)
        for task in (pictures, *watching):
            task.cancel()
        await asyncio.gather(pictures, *watching, return_exceptions=True)
    waits = sorted(seen.waits)
    print(f"nobody watches: {alone:.2f} cores; {people} watch: {together:.2f} cores")
    half, most = (f"{waits[at] * 1000:.0f} ms" for at in (len(waits) // 2, -1))
    print(
        f"{seen.changes} changes told in {seconds:.0f} s, {seen.loads} loads: half in {half}, all in {most}"
    )


async def log_in(http: httpx.AsyncClient, role: str, login: dict[str, str]) -> dict[str, str]:
    """By the page: the cookies."""
    async with httpx.AsyncClient(base_url=http.base_url) as browser:
        await browser.get("/account/login/")
        form = {"login": login["email"], "password": login["password"],
                "csrfmiddlewaretoken": browser.cookies["csrftoken"]}  # fmt: skip
        answer = await browser.post("/account/login/", data=form, headers={"Referer": str(http.base_url)})
        assert answer.status_code == 302, f"{role}: {answer.status_code} {answer.text[:500]}"
        return dict(browser.cookies)


async def enrol(http: httpx.AsyncClient, sample: dict[str, Any]) -> Booth:
    """The booth of the sample event."""
    body = {"code": sample["pairing_code"], "app_version": VERSION}
    given = (await http.post("/api/v1/kiosks/enroll", json=body)).raise_for_status().json()
    headers = {"Authorization": f"Bearer {given['token']}"}
    config = (await http.get("/api/v1/kiosk/config", headers=headers)).raise_for_status().json()
    style = config["packs"][0]["styles"][0]["id"]
    return Booth(sample["partner"]["id"], given["kiosk_id"], given["token"], sample["event"]["id"], style, "")


async def take_pictures(http: httpx.AsyncClient, sender: Sender) -> None:
    """One at a time, for as long as the party lasts."""
    headers = {"Authorization": f"Bearer {sender.booth.token}", "Content-Type": "application/json"}
    while True:
        body = json.loads(sender.body(1))
        body["ops"][0]["payload"] |= {"price": 100, "lease_id": None}
        answer = (await http.post("/api/v1/kiosk/sync", json=body, headers=headers)).raise_for_status().json()
        assert answer["results"][0]["status"] == "applied", answer
        await asyncio.sleep(_PAUSE)


async def watch(http: httpx.AsyncClient, cookies: dict[str, str], live: str, part: str, seen: Seen) -> None:
    """As the page's script does."""
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    while True:
        async for _ in changes(http, live, header):
            seen.changes += 1
            began = time.perf_counter()
            (await http.get(part, headers=header | {"HX-Request": "true"})).raise_for_status()
            seen.loads += 1
            seen.waits.append(time.perf_counter() - began)


async def changes(http: httpx.AsyncClient, live: str, header: dict[str, str]) -> AsyncIterator[None]:
    """Of one stream, until the server ends it."""
    async with http.stream("GET", live, headers=header) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line == "event: changed":
                yield


async def cores(platform: Platform, seconds: float) -> float:
    """How many the platform keeps busy, its database and its worker included."""
    before = cpu(platform.process)
    await asyncio.sleep(seconds)
    return (cpu(platform.process) - before) / seconds


def cpu(process: psutil.Process) -> float:
    """Seconds of it and all its children, also of those that have ended."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            times = each.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


if __name__ == "__main__":
    main()

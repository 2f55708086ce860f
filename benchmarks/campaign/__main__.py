"""Everything fails, then there is peace, then a table. Status 0: nothing is amiss."""

import argparse
import random
import signal
import statistics
import sys
import threading
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.campaign.copies import pair_again
from benchmarks.campaign.faults import FAULTS
from benchmarks.campaign.findings import Findings, look
from benchmarks.campaign.party import Party
from benchmarks.campaign.station import Station
from benchmarks.campaign.waiting import wait_until

PEACE_SECONDS = 300.0
PRINTERS_SECONDS = 700.0
"""A printer may have a job in hand for ten minutes before it is in doubt."""
_TROUBLES = (1, 3, 6)
"""Requests of ten that go wrong, in turns of half a minute."""


class Campaign:
    """`hands` do one thing after the other, all at the same time."""

    def __init__(self, party: Party, seed: int, names: list[str], hands: int) -> None:
        self.done: Counter[str] = Counter()
        self.recovered: defaultdict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self._party = party
        self._names = names
        self._over = threading.Event()
        self._hands = [random.Random(f"{seed} {number}") for number in range(hands)]

    def run(self, seconds: float) -> None:
        threads = [threading.Thread(target=self._work, args=(chance,)) for chance in self._hands]
        for thread in threads:
            thread.start()
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds:
            for number, station in enumerate(self._party.stations):
                station.network.trouble = _TROUBLES[(int(passed / 30) + number) % len(_TROUBLES)]
            self._tend()
            self._over.wait(1)
        self._over.set()
        for thread in threads:
            thread.join()

    def _tend(self) -> None:
        """What ends by itself is started again, as systemd would do it."""
        for station in self._party.stations:
            if station.is_free.acquire(blocking=False):
                station.tend()
                station.is_free.release()
        if self._party.platform_is_free.acquire(blocking=False):
            self._party.central.tend()
            self._party.platform_is_free.release()

    def _work(self, chance: random.Random) -> None:
        while not self._over.wait(chance.uniform(0.2, 1.5)):
            name = chance.choice(self._names)
            try:
                seconds = FAULTS[name](self._party, chance)
            except Exception:
                self.errors.append(f"{name}: {traceback.format_exc()}")
                continue
            if seconds is not None:
                self.done[name] += 1
                self.recovered[name].append(seconds)
                print(f"{time.strftime('%H:%M:%S')} {name}: {seconds:.1f} s", file=sys.stderr, flush=True)


def make_peace(party: Party) -> dict[str, float]:
    """Nothing fails any more, and no guest comes; seconds until each booth owes nothing."""
    began = time.monotonic()
    party.central.wait()
    for station in party.stations:
        calm(station)
        if not station.is_paired:
            pair_again(party, station, station.folder)
    for station, copy in party.copies:
        deliver(party, station, copy)
    took = {}
    for station in party.stations:
        done = wait_until(lambda station=station: is_done(station), PEACE_SECONDS)  # type: ignore[misc]
        took[station.name] = time.monotonic() - began if done else float("inf")
        wait_until(lambda station=station: not open_prints(station), PRINTERS_SECONDS)  # type: ignore[misc]
        took[f"{station.name}'s printer"] = time.monotonic() - began
    for station in party.stations:
        if not station.stop():
            station.failures.append(f"{station.name} did not stop")
    return took


def calm(station: Station) -> None:
    station.network.trouble = 0
    station.network.plug_in()
    station.has_guests = False
    station.tell(guests=False, camera="")
    station.set_clock(0)
    station.tend()


def deliver(party: Party, station: Station, copy: Path) -> None:
    """The copy is paired, sends what only it has, and gives way to the original for good."""
    pair_again(party, station, copy)
    station.deliver(copy)
    pair_again(party, station, station.folder)


def is_done(station: Station) -> bool:
    sql = "SELECT 1 FROM requests WHERE fetched = 0 LIMIT 1"
    return station.owes_nothing() and not station.rows(sql)


def open_prints(station: Station) -> bool:
    sql = "SELECT 1 FROM prints WHERE state IN ('queued', 'submitted', 'held') LIMIT 1"
    return bool(station.rows(sql))


def tell(campaign: Campaign, party: Party, found: Findings, peace: dict[str, float], seed: int) -> None:
    print(f"\nSeed {seed}. {sum(station.lives for station in party.stations)} lives of booths.\n")
    print("| fault | times | seconds until all worked again: median | most |\n|---|---:|---:|---:|")
    for name, times in sorted(campaign.done.items()):
        seconds = campaign.recovered[name]
        print(f"| {name} | {times} | {statistics.median(seconds):.1f} | {max(seconds):.1f} |")
    met = sum((station.network.met for station in party.stations), Counter[str]())
    for name, times in sorted(met.items()):
        print(f"| network: {name} | {times} | | |")
    print("\n| all at once | |\n|---|---:|")
    sums = {"lost": found.lost, "twice": found.twice, "credits off": found.credits, "stuck": found.stuck}
    for name, sentences in sums.items():
        print(f"| **{name}** | **{len(sentences)}** |")
    for name, number in sorted(found.counted.items()):
        print(f"| {name} | {number} |")
    for name, seconds_ in peace.items():
        print(f"| seconds of peace until {name} was done | {seconds_:.1f} |")
    for sentences in sums.values():
        for sentence in sentences:
            print(f"* {sentence}")


def unexpected(campaign: Campaign, party: Party) -> list[str]:
    """What went wrong with the programs themselves."""
    sentences = [*campaign.errors, *(f"central run ended with {status}" for status in party.central.ended)]
    for station in party.stations:
        sentences += station.failures
        log = (station.root / "data.log").read_text(errors="replace")
        if "Traceback" in log:
            sentences.append(f"{station.name}: {log.count('Traceback')} tracebacks, see its log")
    return sentences


def main() -> int:
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = [name for name in sorted(FAULTS) if asked.only in name]
    with Party(asked.booths, asked.seed) as party:
        assert all(station.wait_until_open() for station in party.stations), "a booth does not open"
        campaign = Campaign(party, asked.seed, names, asked.booths + 1)
        campaign.run(asked.seconds)
        peace = make_peace(party)
        found = look(party)
        tell(campaign, party, found, peace, asked.seed)
        strange = unexpected(campaign, party)
        for sentence in strange:
            print(f"* {sentence}")
        late = [name for name, seconds in peace.items() if seconds == float("inf")]
        good = found.is_clean and not strange and not late
    if good and not asked.keep:
        party.clear()
    else:
        print(f"\nEverything is kept in {party.root}")
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.campaign", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--booths", type=int, default=3)
    parser.add_argument("--only", default="", help="only faults whose names contain this")
    parser.add_argument("--keep", action="store_true", help="keep the folder, also if all was there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

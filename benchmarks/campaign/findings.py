"""After peace has returned: is everything there that guests were shown, once, and paid for?"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.campaign.party import Party
from benchmarks.campaign.station import Station
from kiosk.printer.verdict import PRINTED_AGAIN

_OPEN = ("queued", "submitted", "held")


@dataclass
class Findings:
    """Each finding is a sentence; there should be none."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.twice or self.credits or self.stuck)


def look(party: Party) -> Findings:
    """The booths have been stopped, the platform runs."""
    found = Findings()
    account = party.ask("account")
    pictures = {each["id"]: each for each in account["generations"]}
    for station in party.stations:
        _look_at_shots(station, found)
        _look_at_requests(station, pictures, found)
        _look_at_sheets(station, found)
    _look_at_tickets(party, found)
    _look_at_credits(party, account, found)
    return found


def _look_at_shots(station: Station, found: Findings) -> None:
    kept = {row["id"]: row["sha256"] for row in _rows(station, "SELECT id, sha256 FROM shots")}
    for shot, name in station.shown.shots.items():
        found.counted["shots shown"] += 1
        if shot in station.gone:
            found.counted["shots that went with a disk"] += 1
        elif shot not in station.elsewhere and kept.get(shot) != name:
            found.lost.append(f"{station.name}: shot {shot} was shown and is gone")
    for name in sorted(set(kept.values())):
        if not any(_is_whole(folder, name) for folder in station.folders):
            found.lost.append(f"{station.name}: photo {name[:12]} is gone or not whole")
        elif _looks_torn(station, name):
            found.lost.append(f"{station.name}: photo {name[:12]} is of a torn frame")


def _look_at_requests(station: Station, pictures: dict[str, Any], found: Findings) -> None:
    sql = "SELECT generation_id, claim_code, state, fetched FROM requests"
    kept = {row["generation_id"]: row for row in _rows(station, sql)}
    for name, said in station.shown.requests.items():
        found.counted["pictures promised"] += 1
        if name in station.gone and name not in pictures:
            found.counted["promises that went with a disk"] += 1
        elif name not in pictures:
            found.lost.append(f"{station.name}: promise {name} never reached the platform")
        elif pictures[name]["state"] == "awaiting_photo" and name in station.without_photo:
            found.counted["pictures whose photo went with a disk"] += 1
        elif pictures[name]["state"] != "ready":
            found.stuck.append(f"{station.name}: picture {name} is {pictures[name]['state']}")
        elif name in kept and kept[name]["claim_code"] != said["claim"]:
            found.lost.append(f"{station.name}: promise {name} has another claim code")
        elif name in kept and not kept[name]["fetched"]:
            found.stuck.append(f"{station.name}: picture {name} was not fetched")
    for row in _rows(
        station, "SELECT code, count(*) AS n FROM outbox WHERE state = 'rejected' GROUP BY code"
    ):
        found.lost.append(f"{station.name}: {row['n']} dead letters, {row['code']}")


def _look_at_sheets(station: Station, found: Findings) -> None:
    out = Counter(sheet.stem.split()[-1] for sheet in station.cups.sheets())
    for row in station.rows("SELECT id, state, sentence FROM prints"):
        sheets = out[row["id"]]
        found.counted[f"prints {row['state']}"] += 1
        said = row["state"] == "in_doubt" or PRINTED_AGAIN in row["sentence"]
        found.counted["sheets printed again and announced"] += sheets > 1 and said
        if sheets > 1 and not said and row["id"] not in station.printed_before:
            found.twice.append(f"{station.name}: {sheets} sheets of print {row['id']}, {row['state']}")
        if row["state"] in _OPEN:
            found.stuck.append(f"{station.name}: print {row['id']} is {row['state']}: {row['sentence']}")
        if row["state"] == "printed" and not sheets:
            found.lost.append(f"{station.name}: print {row['id']} is counted, and no sheet came out")


def _look_at_tickets(party: Party, found: Findings) -> None:
    sql = "SELECT generation_id, ticket_prefix || '-' || ticket AS label FROM requests"
    holders: dict[str, set[str]] = {}
    for station in party.stations:
        for row in _rows(station, sql):
            holders.setdefault(row["label"], set()).add(row["generation_id"])
    shared = {label: names for label, names in holders.items() if len(names) > 1}
    found.counted["tickets"] = len(holders)
    if _has_lost_a_disk(party):
        found.counted["tickets twice by a copied disk"] = len(shared)
    else:
        found.twice += [f"ticket {label} is had by {len(names)}" for label, names in shared.items()]


def _look_at_credits(party: Party, account: dict[str, Any], found: Findings) -> None:
    made, charges, spent = account["generations"], account["charges"], account["credits"]
    found.counted["pictures made"] = len(made)
    found.counted["credits consumed"] = spent["consumed"]
    if len(charges) != len(made):
        found.twice.append(f"{len(made)} pictures and {len(charges)} charges")
    if spent["consumed"] != sum(charges) or sum(charges) != sum(each["price"] for each in made):
        found.credits.append(f"prices, charges and consumption differ: {spent}")
    if spent["pool"] + spent["leased"] + spent["consumed"] != spent["allocated"] + spent["overdraft"]:
        found.credits.append(f"credits do not add up: {spent}")
    if not _has_lost_a_disk(party) and (spent["leased"] or spent["outstanding"] or spent["overdraft"]):
        found.credits.append(f"credits are not where they belong: {spent}")
    found.counted["credits on leases of disks that are gone, until they expire"] = spent["leased"]
    found.credits += account["faults"]
    audit = party.audit()
    found.credits += [json.dumps(audit)] if not audit["clean"] else []
    sheets = sum(
        len(_rows(station, "SELECT id FROM prints WHERE state = 'printed'")) for station in party.stations
    )
    if account["sheets"] > sheets and not _has_lost_a_disk(party):
        found.twice.append(f"{account['sheets']} sheets are counted, {sheets} were printed")


def _has_lost_a_disk(party: Party) -> bool:
    """One was copied, or gave way to an older one."""
    return bool(party.copies) or any(station.had_older_disk for station in party.stations)


def _rows(station: Station, sql: str) -> list[dict[str, Any]]:
    """Of the booth and of the copies of its disk."""
    return [row for folder in station.folders for row in station.rows(sql, folder=folder)]


def _is_whole(folder: Path, name: str) -> bool:
    path = folder / "photos" / f"{name}.jpg"
    return path.exists() and sha256(path.read_bytes()).hexdigest() == name


def _looks_torn(station: Station, name: str) -> bool:
    """What a decoder puts where a frame ends too early is one even grey."""
    if station.camera is None:
        return False
    path = next(path for path in _paths(station, name) if path.exists())
    return _is_grey_below(path)


def _paths(station: Station, name: str) -> Iterator[Path]:
    return (folder / "photos" / f"{name}.jpg" for folder in station.folders)


def _is_grey_below(path: Path) -> bool:
    import cv2

    picture = cv2.imread(str(path))
    if picture is None:
        return True
    return bool(picture[-picture.shape[0] // 8 :].std() < 2)

"""Nothing that anybody sends breaks the platform, or is answered otherwise than is described.

`CABINA_FUZZ=100` asks a hundred times as much, `CABINA_FUZZ_SEED` for something else.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import pytest

from contract.ids import new_id
from tests.central.fuzzing import Asking, alike, operations
from tests.central.persons import Person
from tests.central.pictures import jpeg
from tests.central.test_repeats import Stage

BY_SUBJECT: Final[dict[str, list[Any]]] = defaultdict(list)
for _each in operations():
    BY_SUBJECT[_each.definition.raw["tags"][0]].append(_each)
ENDING: Final = ("delete", "deactivate", "retire", "close")


def last_of_all(operation: Any) -> bool:
    """Afterwards there is less to ask for."""
    return operation.method == "delete" or operation.path.endswith(ENDING)


def _as_sent(thing: Any) -> Any:
    return str(thing) if isinstance(thing, UUID) else thing


class Everybody:
    """A platform with something of each kind, and one of each kind of caller."""

    def __init__(self) -> None:
        self.stage = stage = Stage()
        self.people = [stage.user, stage.host, stage.partner, stage.master]
        photo, now = jpeg(300, 400, seed=1), datetime.now(UTC)
        name = sha256(photo).hexdigest()
        stage.booth.client.put(f"/api/v1/blobs/{name}", photo, content_type="image/jpeg")
        wanted = {"id": str(new_id()), "style_id": str(stage.studio.style.id), "photo_sha256": name}
        picture = stage.user.post("/me/generations", **wanted).json()["picture"]["id"]
        there: dict[str, list[Any]] = {
            "partner_id": [stage.world.tenant_id], "client_id": [stage.client.id], "lease_id": [stage.lease],
            "event_id": [stage.event.id, stage.other_event.id], "request_id": [stage.request["id"]],
            "kiosk_id": [stage.booth.id], "user_id": [stage.user.user.id], "slug": ["starter"],
            "person_id": [stage.host.user.id], "generation_id": [picture, stage.refused],
            "pack_id": [stage.studio.premium_pack.id, stage.world.style.pack_id],
            "style_id": [stage.studio.style.id, stage.world.style.id], "sha256": [name],
            "photo_sha256": [name], "confirm": ["A Partner"], "epoch": [stage.booth.epoch],
            "time_zone": ["UTC", "America/Lima"], "look": ["noir", "ink"], "credits": [500, 1, 40_000],
            "starts_at": [(now + timedelta(days=1)).isoformat()],
            "ends_at": [(now + timedelta(days=2)).isoformat()], "wanted": [100],
            "packs": [[], [str(stage.world.style.pack_id)]], "styles": [[], [str(stage.world.style.id)]],
        }  # fmt: skip
        self.known = {name: [_as_sent(each) for each in (things * 3)[:3]] for name, things in there.items()}

    def tokens(self) -> dict[str, str | None]:
        """By caller. New ones each time, as an operation may end logins."""
        people = {str(person.user.role): Person(person.user).token for person in self.people}
        return {"anonymous": None, "kiosk": self.stage.booth.token, **people}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_whatever_is_asked_by_whomever_is_answered_as_described(subject: str) -> None:
    everybody = Everybody()
    asking = Asking(everybody.tokens, everybody.known)
    with alike():
        for operation in sorted(BY_SUBJECT[subject], key=last_of_all):
            asking.whatever(operation)
    refused = {each.label for each in BY_SUBJECT[subject]} - asking.done
    assert 2 * len(refused) <= len(BY_SUBJECT[subject]), f"nobody was ever granted {sorted(refused)}"

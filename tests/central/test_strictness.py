"""People are told of what the API does not know; booths may say more than it does.

The operations are read from the API's own description, so a new one is held to it, too.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client as Browser

from contract.ids import new_id
from tests.central.bodies import Described
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import World

GOLDEN: Final = Path(__file__).with_name("who_may.txt")
DESCRIBED: Final = Described()
ROLES: Final = ("master", "partner", "client", "user")
OF_BOOTHS: Final = ("/api/v1/kiosk/", "/api/v1/kiosks/enroll")


def roles(operation: dict[str, Any]) -> set[str]:
    """Whose token the operation takes."""
    tokens = [each["person_token"] for each in operation.get("security", []) if "person_token" in each]
    return {*ROLES} if [] in tokens else {role for token in tokens for role in token}


PEOPLES: Final = [each for each in DESCRIBED.operations() if roles(each[2])]


def path_of(path: str) -> str:
    """With ids of nothing."""
    return re.sub(r"{\w+_id}", lambda _: str(new_id()), path).format(sha256="a" * 64, slug="slug")


def ask(person: Person, method: str, path: str, body: dict[str, Any]) -> Any:
    return person.browser.generic(method.upper(), path, json.dumps(body), "application/json")


def strange(answer: Any) -> list[str]:
    """The fields and parameters that were refused."""
    assert refusal(answer) == (422, "invalid")
    return [wrong["field"] for wrong in answer.json()["errors"]]


@pytest.fixture
def people(world: World) -> dict[str, Person]:
    client, _ = a_client(world.tenant_id)
    everybody = (a_master(), a_partner(world.tenant_id), client, a_buyer())
    return dict(zip(ROLES, everybody, strict=True))


def test_who_may_do_what_stays() -> None:
    """A role that is added or left out is seen when the change is read."""
    lines = (f"{path} {method.upper()} {' '.join(sorted(roles(each)))}\n" for method, path, each in PEOPLES)
    assert "".join(sorted(lines)) == GOLDEN.read_text()


def test_the_wrong_person_is_refused_whatever_they_say(people: dict[str, Person]) -> None:
    for method, path, operation in PEOPLES:
        for role in sorted({*ROLES} - roles(operation))[:1]:
            answer = ask(people[role], method, f"{path_of(path)}?no_such=1", {"no_such_field": 1})
            assert answer.status_code == 403, (role, method, path)


def shapes_within(schema: Any) -> set[str]:
    """Names of all shapes that are part of this one."""
    if isinstance(schema, list):
        return {name for each in schema for name in shapes_within(each)}
    if not isinstance(schema, dict):
        return set()
    found = {name for each in schema.values() for name in shapes_within(each)}
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found |= {name} | shapes_within(DESCRIBED.shape(name))
    return found


def test_people_s_bodies_take_no_unknown_fields_and_booths_do() -> None:
    for method, path, operation in DESCRIBED.operations():
        for name in shapes_within(operation.get("requestBody", {})):
            shape = DESCRIBED.shape(name)
            if "properties" in shape:
                closed = shape.get("additionalProperties") is False
                assert closed is not path.startswith(OF_BOOTHS), (method, path, name)


def test_an_unknown_field_is_refused_by_its_name(people: dict[str, Person]) -> None:
    body = {"email": "a@example.com", "password": "x", "remember": True}
    assert strange(Browser().post("/api/v1/logins", body, content_type="application/json")) == ["remember"]
    named = people["master"].post("/catalogue/packs", id=str(new_id()), name={"es": "Cine", "fr": "Cinéma"})
    assert strange(named) == ["name.fr"]


def test_no_operation_takes_an_unknown_parameter(people: dict[str, Person]) -> None:
    for method, path, operation in PEOPLES:
        body = DESCRIBED.body(operation)
        answer = ask(people[min(roles(operation))], method, f"{path_of(path)}?statte=live", body)
        assert answer.status_code == 422, (method, path, answer.content)
        assert method == "head" or strange(answer) == ["statte"], (method, path)


def test_what_takes_no_body_is_not_given_one(people: dict[str, Person], world: World) -> None:
    event = world.event(100)
    partner = people["partner"]
    assert strange(partner.post(f"/events/{event.id}/close", note="rain", why="x")) == ["note", "why"]
    as_text = partner.browser.post(f"/api/v1/events/{event.id}/close", "soon", content_type="text/plain")
    assert strange(as_text) == [""]
    assert partner.get(f"/events/{event.id}").json()["credits"]["remaining"] == 100
    assert partner.post(f"/events/{event.id}/close").status_code == 200, "an empty object is nothing"


def test_a_filter_s_unknown_value_is_refused(people: dict[str, Person]) -> None:
    for asked in (
        "/events?state=lively", "/people?role=boss", "/partners?standing=tall", "/kiosks?state=asleep",
        "/rejected-ops?code=why", "/purchases?state=new", "/credit-requests?state=old", "/clients?active=2",
        "/platform/incidents?still_open=perhaps", "/events?client_id=Ana", "/events?since=yesterday",
        "/events?limit=1000", "/refused-requests?ticket=seventeen",
    ):  # fmt: skip
        name = asked.partition("?")[2].partition("=")[0]
        assert strange(people["master"].get(asked)) == [name], asked


def test_booths_may_say_more_than_is_known(world: World) -> None:
    booth = world.booth(world.event(100))
    news = {"epoch": booth.epoch, "cursor": "", "ops": [], "mood": "good"}
    answer = booth.post("/kiosk/sync?trace=1", news)
    assert answer.status_code == 200, answer.content

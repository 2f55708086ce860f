"""T6, Y7: commands for booths, with arguments, each answered once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from central.fleet.models import RemoteCommand
from contract.heartbeat import MOST_COMMANDS, CommandKind
from contract.ids import new_id
from tests.central.feed import feed_page
from tests.central.persons import Person, refusal
from tests.central.test_kiosks import beat
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")
ALL = [kind.value for kind in CommandKind]


@pytest.fixture
def booth(world: World) -> Booth:
    return world.booth(world.event())


def give(person: Person, booth: Booth, kind: str = "pause", **more: Any) -> Any:
    return person.post(f"/kiosks/{booth.id}/commands", **({"id": str(new_id()), "kind": kind} | more))


def told(booth: Booth, **said: Any) -> list[dict[str, Any]]:
    """The commands that this heartbeat brings."""
    commands: list[dict[str, Any]] = beat(booth, **({"carries_out": ALL} | said)).json()["commands"]
    return commands


def only(person: Person, booth: Booth) -> dict[str, Any]:
    [command] = person.items(f"/kiosks/{booth.id}/commands")
    return command


def test_a_command_is_told_until_it_is_answered_and_shows_what_became_of_it(
    booth: Booth, partner: Person
) -> None:
    since = "2026-05-01T12:00:00Z"
    given = give(partner, booth, "collect_logs", arguments={"since": since})
    assert given.status_code == 201, given.content
    command = given.json()["command"]
    assert (command["state"], command["given_by"]) == ("waiting", partner.actor)
    assert [each.kind for each in feed_page(booth.row.tenant_id, booth.id, "").changes] == ["command"]
    expected = [{"id": command["id"], "kind": "collect_logs", "arguments": {"since": since}}]
    assert told(booth) == told(booth) == expected
    assert only(partner, booth)["state"] == "sent"
    result = {"id": command["id"], "outcome": "failed", "sentence": "The disk is full."}
    assert told(booth, results=[result], done_commands=[command["id"]]) == []
    shown = only(partner, booth)
    assert (shown["state"], shown["sentence"]) == ("failed", "The disk is full.")
    assert shown["done_at"] is not None
    assert told(booth, results=[result | {"outcome": "done", "sentence": ""}]) == []
    assert only(partner, booth)["state"] == "failed", "the first answer counts"
    history = partner.items(f"/kiosks/{booth.id}/history")
    assert [each["what"] for each in history] == ["command_answered", "command_given", "enrolled"]
    assert history[0]["note"] == "collect_logs: failed. The disk is full."


def test_a_command_is_given_once_by_its_id(booth: Booth, world: World, partner: Person) -> None:
    same = str(new_id())
    answers = [give(partner, booth, id=same) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 200]
    assert refusal(give(partner, booth, "resume", id=same)) == (409, "conflict")
    assert refusal(give(partner, world.booth(), id=same)) == (409, "conflict"), "of another booth"
    assert RemoteCommand.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("pause", {"minutes": "5"}),
        ("switch_event", {}),
        ("switch_event", {"event_id": "tonight"}),
        ("switch_event", {"event_id": str(new_id()), "now": "yes"}),
        ("update", {}),
        ("update", {"version": ""}),
        ("collect_logs", {"since": "yesterday"}),
        ("dance", {}),
    ],
)
def test_arguments_that_are_not_the_kinds_are_refused(
    booth: Booth, partner: Person, kind: str, arguments: dict[str, str]
) -> None:
    assert refusal(give(partner, booth, kind, arguments=arguments)) == (422, "invalid")
    assert not RemoteCommand.objects.exists()


def test_a_switch_assigns_the_booth_or_is_refused_as_a_whole(
    booth: Booth, world: World, partner: Person
) -> None:
    there, strange = world.event(), World("other").event()
    answer = give(partner, booth, "switch_event", arguments={"event_id": str(strange.id)})
    assert refusal(answer) == (404, "not_found")
    assert not RemoteCommand.objects.exists()
    assert give(partner, booth, "switch_event", arguments={"event_id": str(there.id)}).status_code == 201
    assert booth.row.event_id == there.id
    assert booth.client.get("/api/v1/kiosk/config").json()["event"]["id"] == str(there.id)
    assert told(booth)[0]["arguments"] == {"event_id": str(there.id)}


def test_an_old_booth_is_told_only_what_it_carries_out(booth: Booth, partner: Person) -> None:
    for kind in ("pause", "restart", "update", "sync"):
        give(partner, booth, kind, arguments={"version": "2"} if kind == "update" else {})
    commands = told(booth, carries_out=None)
    assert [each["kind"] for each in commands] == ["pause", "sync"]
    assert told(booth, carries_out=None, done_commands=[each["id"] for each in commands]) == []
    states = {each["kind"]: each["state"] for each in partner.items(f"/kiosks/{booth.id}/commands")}
    assert states == {"pause": "done", "sync": "done", "restart": "unsupported", "update": "unsupported"}


def test_what_a_booth_does_not_carry_out_is_answered_for_it(booth: Booth, partner: Person) -> None:
    give(partner, booth, "preflight")
    assert told(booth, carries_out=["pause", "sing"]) == []
    shown = only(partner, booth)
    assert (shown["state"], shown["sentence"].endswith(".")) == ("unsupported", True)


def test_a_command_lasts_as_long_as_was_said_and_a_late_answer_counts(booth: Booth, partner: Person) -> None:
    command = give(partner, booth, minutes=5).json()["command"]
    assert len(told(booth)) == 1
    RemoteCommand.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert told(booth) == []
    assert only(partner, booth)["state"] == "expired"
    told(booth, results=[{"id": command["id"], "outcome": "done"}])
    assert only(partner, booth)["state"] == "done"
    for minutes in (0, 1441, "5", 1.5):
        assert refusal(give(partner, booth, minutes=minutes)) == (422, "invalid")


def test_so_many_wait_and_no_more(booth: Booth, partner: Person) -> None:
    for _ in range(MOST_COMMANDS):
        assert give(partner, booth).status_code == 201
    assert refusal(give(partner, booth)) == (409, "limit_reached")
    commands = told(booth)
    assert len(commands) == MOST_COMMANDS
    told(booth, results=[{"id": commands[0]["id"], "outcome": "done"}])
    assert give(partner, booth).status_code == 201


def test_a_booth_answers_only_its_own_commands(booth: Booth, world: World, partner: Person) -> None:
    command = give(partner, booth).json()["command"]
    other = world.booth()
    told(other, results=[{"id": command["id"], "outcome": "done"}], done_commands=[command["id"]])
    assert only(partner, booth)["state"] == "waiting"


def test_a_booth_that_was_enrolled_again_elsewhere_hears_nothing(booth: Booth, partner: Person) -> None:
    give(partner, booth)
    answer = beat(booth, epoch=7)
    assert refusal(answer) == (409, "epoch_mismatch")
    assert only(partner, booth)["state"] == "waiting"


def test_an_answer_with_words_that_cannot_be_kept_is_refused(booth: Booth, partner: Person) -> None:
    command = give(partner, booth).json()["command"]
    nul = {"id": command["id"], "outcome": "failed", "sentence": "\0"}
    assert refusal(beat(booth, results=[nul])) == (422, "invalid")
    assert refusal(beat(booth, results=[nul | {"sentence": "x" * 2001}])) == (422, "invalid")
    assert only(partner, booth)["state"] == "waiting"

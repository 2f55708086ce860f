"""L8: guest lists, by hand and from files; who unsubscribed is sent nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.base.pages import PageRequest
from central.events.errors import EventOver
from central.events.models import Event
from central.guests import guest_list, unsubscribing
from central.guests.files import (
    MOST_BYTES,
    MOST_LINES,
    MOST_WRONG,
    Invited,
    UnreadableList,
    Wrong,
    WrongLine,
    invited,
    read,
)
from central.guests.guest_list import MOST_GUESTS, Added, ListFull
from central.guests.models import Guest
from central.guests.unsubscribing import UnsubscribeLinkUnknown
from central.operations import event_control
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import NotFound
from central.tenants.models import AuditEntry
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
BY = AdminCommand.of("test")
ANA, LEO = Invited("ana@example.org", "Ana Núñez"), Invited("leo@example.org", "Leo")
FILES = {
    "a heading": "Nombre,E-mail\nAna Núñez,ana@example.org\nLeo,leo@example.org\n",
    "a heading in another order": "Correo;Mesa;Nombre\nana@example.org;1;Ana Núñez\nleo@example.org;2;Leo\n",
    "no heading": "Ana Núñez\tANA@example.org\nLeo\t leo@example.org \n",
    "only Windows": "Nombre;Mail\r\n\r\nAna Núñez;ana@example.org\r\nLeo;leo@example.org\r\n",
    "an unknown heading": 'Quién;Dónde\n"Ana\n Núñez";ana@example.org\nLeo;leo@example.org\n',
}


@pytest.fixture
def event(world: World) -> Event:
    return world.event(0)


def addresses(event: Event) -> list[str]:
    """Of those who may be written to."""
    found = guest_list.page(event, "", PageRequest()).items
    return sorted(each.guest.email for each in found if not each.unsubscribed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_whatever_wrote_it(kind: str, encoding: str) -> None:
    found = read(FILES[kind].encode(encoding))
    assert (found.guests, found.wrong) == ((ANA, LEO), ())


def test_wrong_lines_are_named_and_the_others_read() -> None:
    found = read(b"Name,Mail\nAna,ana@example.org\nNobody,\nLeo,leo@\nAgain,ANA@example.org\nShort\n")
    assert [guest.email for guest in found.guests] == ["ana@example.org"]
    assert found.wrong == (
        WrongLine(3, Wrong.NO_ADDRESS),
        WrongLine(4, Wrong.NOT_AN_ADDRESS),
        WrongLine(5, Wrong.REPEATED),
        WrongLine(6, Wrong.NO_ADDRESS),
    )


def test_a_file_is_bounded() -> None:
    assert len(read(b"mail\n" + b"x\n" * 400).wrong) == MOST_WRONG
    for content in (
        b"a@example.org\n" * (MOST_BYTES // 14 + 1),
        b"x\n" * (MOST_LINES + 1),
        b"\x00\x01\x02",
        b"\xff\xfea",
        b'"' + b"a" * 200_000,
    ):
        with pytest.raises(UnreadableList):
            read(content)
    assert read(b"") == read(b"\n \n")


def test_a_name_has_no_lines_and_nothing_invisible() -> None:
    assert invited("a@example.org", " Ana\r\nBcc: x\u202e\x1b ") == Invited("a@example.org", "Ana Bcc: x")
    assert invited("a@example.org\nBcc: b@example.org") is None


def test_each_address_is_once_on_the_list(event: Event) -> None:
    assert guest_list.add(event, [ANA, LEO], BY) == Added(2, 0)
    assert guest_list.add(event, [Invited(ANA.email, "Another"), Invited("eva@example.org")], BY) == Added(
        1, 1
    )
    assert Guest.objects.get(email=ANA.email).name == ANA.name
    entries = AuditEntry.objects.filter(subject_id=event.id, what="edited").order_by("at")
    assert [entry.changes for entry in entries] == [{"guests": [0, 2]}, {"guests": [2, 3]}], "and no address"


def test_a_list_is_bounded(event: Event) -> None:
    many = [Invited(f"{number}@example.org") for number in range(MOST_GUESTS)]
    guest_list.add(event, many, BY)
    assert guest_list.add(event, many, BY) == Added(0, MOST_GUESTS)
    with pytest.raises(ListFull):
        guest_list.add(event, [ANA], BY)


def test_another_partners_guest_is_not_there(event: Event) -> None:
    theirs = World("other").event(0)
    guest_list.add(theirs, [ANA], BY)
    with pytest.raises(NotFound):
        guest_list.remove(event, Guest.objects.get().id, BY)
    assert guest_list.page(event, "", PageRequest()).items == []
    guest_list.remove(theirs, Guest.objects.get().id, BY)
    assert not Guest.objects.exists()


def test_who_unsubscribed_is_sent_nothing_at_any_of_the_partners_events(world: World, event: Event) -> None:
    another, strange = world.event(0), World("other").event(0)
    for each in (event, another, strange):
        guest_list.add(each, [ANA, LEO], BY)
    token = unsubscribing.link_token(world.tenant_id, ANA.email)
    for _ in range(2):
        unsubscribing.unsubscribe(token)
    assert [addresses(each) for each in (event, another)] == [[LEO.email]] * 2
    assert addresses(strange) == [ANA.email, LEO.email]
    seen = {each.guest.email: each.unsubscribed for each in guest_list.page(event, "", PageRequest()).items}
    assert seen == {ANA.email: True, LEO.email: False}


def test_it_holds_when_the_guest_is_listed_again(world: World, event: Event) -> None:
    guest_list.add(event, [ANA], BY)
    token = unsubscribing.link_token(world.tenant_id, ANA.email)
    guest_list.remove(event, Guest.objects.get().id, BY)
    unsubscribing.unsubscribe(token)
    guest_list.add(event, [ANA], BY)
    assert addresses(event) == []


def test_a_link_names_nobody_and_cannot_be_made_up(world: World) -> None:
    token = unsubscribing.link_token(world.tenant_id, ANA.email)
    assert "ana" not in token.lower().partition(":")[0]
    for wrong in ("", "x", token[:-1] + ("A" if token[-1] != "A" else "B")):
        with pytest.raises(UnsubscribeLinkUnknown):
            unsubscribing.unsubscribe(wrong)


def test_a_list_goes_with_its_event(world: World, event: Event) -> None:
    guest_list.add(event, [ANA], BY)
    event_control.delete(event, "test")
    assert not Guest.objects.exists()
    with pytest.raises(EventOver):
        guest_list.add(event, [ANA], BY)


def test_the_list_takes_as_many_statements_however_long_it_is(event: Event) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            guest_list.page(event, "", PageRequest(limit=100))
        return len(queries)

    guest_list.add(event, [ANA], BY)
    few = cost()
    guest_list.add(event, [Invited(f"{number}@example.org") for number in range(50)], BY)
    assert cost() == few == 1

"""Somebody with a login and bad intentions: mail to guests that would hold up others', or the server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from central.dashboards.event_pages.mail_words import WHY_CANCELLED
from central.events.models import Event
from central.guests import files, guest_list, letters, mails, placeholders, sending
from central.guests.files import Invited
from central.guests.mails import TooManyMails, Words
from central.guests.models import Guest, GuestMail, LetterState, MailState
from central.tenants.audit_log import AdminCommand
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from tests.central.mail_server import MailServer, mail_server
from tests.central.persons import Person, a_client, a_partner
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
BY = AdminCommand.of("test")
WORDS = Words("¡Te esperamos!", "Hola {nombre}")
UNWRITABLE = ["a@" + "é" * 60 + ".com", "a@\ufffd.com", "a@\xad\xad.com", "a@x.com\u2028b", '"\x01"@x.com']


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


def sent(event: Event, writer: Person, *addresses: str) -> GuestMail:
    guest_list.add(event, [Invited(each) for each in addresses], BY)
    mail = mails.write(event, new_id(), WORDS, "es-ar", writer.user)
    mails.send(event, mail.id, None, BY)
    letters.spread_due()
    return mail


def many(number: int, host: str) -> list[str]:
    return [f"{at}@{host}" for at in range(number)]


def test_partners_take_turns_however_many_letters_one_has(world: World, partner: Person) -> None:
    sent(world.event(0), partner, *many(120, "a.example"))
    other = World("other")
    sent(other.event(0), a_partner(other.tenant_id), *many(3, "b.example"))
    taken = [each.address.partition("@")[2][0] for each in letters.claim(8)]
    assert sorted(taken[:2]) == sorted(taken[2:4]) == sorted(taken[4:6]) == ["a", "b"]
    assert taken[6:] == ["a", "a"], "alone, a partner has all of a round"


def test_letters_that_are_sent_again_are_no_way_around_a_turn(world: World, partner: Person) -> None:
    event = world.event(0)
    mail = sent(event, partner, *many(60, "a.example"))
    mails.letters_of(mail).update(state=LetterState.UNKNOWN, tries=1)
    assert mails.send_unknown_again(event, mail.id, BY) == 60
    other = World("other")
    sent(other.event(0), a_partner(other.tenant_id), *many(2, "b.example"))
    assert sorted(each.address[-9] for each in letters.claim(4)) == ["a", "a", "b", "b"]


def test_more_partners_than_a_round_has_letters_are_all_served(world: World, partner: Person) -> None:
    sent(world.event(0), partner, *many(9, "a.example"))
    for number in range(3):
        other = World(f"other-{number}")
        sent(other.event(0), a_partner(other.tenant_id), f"{number}@b.example")
    rounds = [letters.claim(2) for _ in range(6)]
    assert [len(each) for each in rounds] == [2] * 6
    assert letters.claim(2) == []


def test_a_partner_is_no_relay_for_whatever_it_likes(
    world: World, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_LETTERS_A_DAY", 5)
    first, second = world.event(0), world.event(0, slug="second")
    sent(first, partner, *many(5, "a.example"))
    for guest in Guest.objects.filter(event_id=first.id):
        guest_list.remove(first, guest.id, BY)
    refused = sent(second, partner, "b@a.example")
    refused.refresh_from_db()
    assert (refused.state, refused.why) == (MailState.CANCELLED, letters.MANY_LETTERS)
    assert str(WHY_CANCELLED[refused.why])
    other = World("other")
    allowed = sent(other.event(0), a_partner(other.tenant_id), *many(5, "c.example"))
    assert mails.counts([allowed])[allowed.id].waiting == 5
    GuestMail.objects.filter(event_id=first.id).update(send_at=timezone.now() - timedelta(hours=25))
    allowed = sent(second, partner)
    assert mails.counts([allowed])[allowed.id].waiting == 1


def test_one_host_does_not_take_all_mails_of_a_day(
    world: World, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "MOST_OF_CLIENT_A_DAY", 2)
    _, host = a_client(world.tenant_id)
    for slug in ("one", "two"):
        sent(world.event(0, slug=slug, client_id=host.id), partner, "a@a.example")
    third = world.event(0, slug="three", client_id=host.id)
    with pytest.raises(TooManyMails):
        sent(third, partner, "a@a.example")
    sent(world.event(0, slug="own"), partner, "a@a.example")


@pytest.mark.parametrize("address", UNWRITABLE)
def test_nobody_is_listed_whom_no_mail_can_be_written_to(address: str) -> None:
    assert files.invited(address) is None
    assert files.invited("ana@ñandú.example") == Invited("ana@ñandú.example")


@pytest.mark.parametrize("address", UNWRITABLE[:3])
def test_one_impossible_address_holds_up_nobody_elses_letters(
    world: World, partner: Person, server: MailServer, address: str
) -> None:
    event = world.event(0)
    sent(event, partner, "ana@example.org")
    Guest.objects.update(email=address)  # From before it was refused.
    other = World("other")
    sent(other.event(0), a_partner(other.tenant_id), "leo@example.org")
    assert sending.send_due(PLATFORM_ID) == 1
    assert server.to() == ["leo@example.org"]


@pytest.mark.parametrize("blank", [" ", "\t", ", \t"])
def test_blanks_are_looked_at_once(blank: str) -> None:
    """Looked at again from each of them, these are twenty thousand million steps: no test has that time."""
    assert placeholders.unknown(blank * 200_000) == []


def test_blanks_before_a_place_are_still_its() -> None:
    assert placeholders.filled("Hola,  \t {nombre}!", {placeholders.Place.NAME: ""}) == "Hola!"


class CountedRow(list[str]):
    """Says how often somebody asked how long it is."""

    asked = 0

    def __len__(self) -> int:
        CountedRow.asked += 1
        return super().__len__()


def test_each_cell_of_a_file_is_looked_at_once_however_wide_one_line_is() -> None:
    wide = CountedRow(["ana@example.org", *[""] * 1_000])
    rows = [wide, *(CountedRow(["x"]) for _ in range(50))]
    assert files._columns(rows) == (0, 1, False)
    assert CountedRow.asked <= 2 * len(rows)

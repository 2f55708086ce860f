"""L8: mail to guests. Each gets it once, or nobody knows and says so; who wants none gets none."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from central.events.models import Event
from central.guests import guest_list, letters, mails, placeholders, sending, unsubscribing
from central.guests.files import Invited
from central.guests.mails import (
    MOST_A_DAY,
    MOST_MAILS,
    MOST_TRIALS,
    BadMoment,
    MailGone,
    NobodyToWriteTo,
    TooManyMails,
    UnknownPlace,
    Words,
)
from central.guests.models import Guest, GuestLetter, GuestMail, LetterState, MailState
from central.guests.placeholders import Place
from central.incidents.models import Incident
from central.operations import deletion, event_control
from central.tenants.audit_log import AdminCommand
from central.tenants.models import PLATFORM_ID, AuditEntry, Tenant
from contract.ids import new_id
from tests.central.mail_server import MailServer, mail_server, nobodys_port, sent_to
from tests.central.persons import Person
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
BY = AdminCommand.of("test")
ANA, LEO = Invited("ana@example.org", "Ana"), Invited("leo@example.org")
WORDS = Words("¡Te esperamos, {nombre}!", "Hola {nombre}:\n\nVení a {evento}.\n\n{enlace}")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture
def event(world: World) -> Event:
    made = world.event(0, name="Boda <b>")
    guest_list.add(made, [ANA, LEO], BY)
    return made


def written(event: Event, partner: Person, words: Words = WORDS) -> GuestMail:
    return mails.write(event, new_id(), words, "es-ar", partner.user)


def sent_now(event: Event, partner: Person) -> GuestMail:
    mail = written(event, partner)
    mails.send(event, mail.id, None, BY)
    return mail


def work() -> int:
    letters.spread_due()
    return sending.send_due(PLATFORM_ID)


def states(mail: GuestMail) -> dict[str, str]:
    """By address."""
    addresses = dict(Guest.objects.values_list("id", "email"))
    found = mails.letters_of(mail).values_list("guest_id", "state")
    return {addresses.get(guest_id or new_id(), "gone"): state for guest_id, state in found}


def make_due() -> None:
    GuestLetter.objects.filter(state=LetterState.WAITING).update(next_at=timezone.now())


def body(mail: Any, form: str) -> str:
    return str(mail.get_body((form,)).get_content()).replace("\r\n", "\n")


def test_each_guest_gets_their_own_letter_once(event: Event, partner: Person, server: MailServer) -> None:
    mail = sent_now(event, partner)
    mails.send(event, mail.id, None, BY)  # Sent again, by a double tap.
    assert [work(), work()] == [2, 0]
    by_address = {str(each["To"]): each for each in server.mails}
    assert sorted(by_address) == [ANA.email, LEO.email]
    to_ana, to_leo = by_address[ANA.email], by_address[LEO.email]
    assert (to_ana["Subject"], to_leo["Subject"]) == ("¡Te esperamos, Ana!", "¡Te esperamos!")
    assert to_ana["Reply-To"] == partner.user.email
    assert body(to_ana, "plain").startswith("Hola Ana:\n\nVení a Boda <b>.\n\nhttps://cabina.example/e/")
    assert "Vení a Boda &lt;b&gt;." in body(to_ana, "html")
    assert ">Ver la página de la fiesta</a>" in body(to_ana, "html")
    assert mails.counts([mail])[mail.id].sent == 2


def test_a_letter_unsubscribes_by_one_click(event: Event, partner: Person, server: MailServer) -> None:
    sent_now(event, partner)
    work()
    to_ana = next(each for each in server.mails if each["To"] == ANA.email)
    [address] = re.findall(r"<(https://cabina.example/u/[^>]+)>", "".join(to_ana["List-Unsubscribe"].split()))
    assert to_ana["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in body(to_ana, "plain") and address in body(to_ana, "html")
    unsubscribing.unsubscribe(address.rpartition("/")[2])
    assert states(sent_now(event, partner)) == {}
    second = GuestMail.objects.latest("made_at")
    assert work() == 1
    assert states(second) == {ANA.email: "unsubscribed", LEO.email: "sent"}


def test_who_unsubscribes_while_letters_wait_gets_none(
    event: Event, partner: Person, server: MailServer
) -> None:
    mail = sent_now(event, partner)
    letters.spread_due()
    unsubscribing.unsubscribe(unsubscribing.link_token(event.tenant_id, ANA.email))
    assert work() == 1
    assert (server.to(), states(mail)[ANA.email]) == ([LEO.email], "unsubscribed")


@pytest.mark.parametrize(
    ("text", "named", "nameless"),
    [
        ("Hola {nombre}, vení.", "Hola Ana, vení.", "Hola, vení."),
        ("{NAME}, vení.\n{nome}, vení.", "Ana, vení.\nAna, vení.", "vení.\nvení."),
        ("Vení, {nombre}, a {evento}", "Vení, Ana, a x", "Vení, a x"),
    ],
)
def test_a_guest_without_a_name_is_greeted_without_one(text: str, named: str, nameless: str) -> None:
    for name, filled in (("Ana", named), ("", nameless)):
        assert placeholders.filled(text, {Place.NAME: name, Place.EVENT: "x", Place.LINK: "y"}) == filled


@pytest.mark.parametrize(
    ("text", "word"), [("Hola {apellido}", "apellido"), ("{nombre} {", ""), ("{Nombre}{ ENLACE }", "")]
)
def test_a_place_that_nothing_is_known_for_is_refused(
    event: Event, partner: Person, text: str, word: str
) -> None:
    if not word:
        assert written(event, partner, Words("x", text)).body == text
        return
    with pytest.raises(UnknownPlace) as refused:
        written(event, partner, Words("x", text))
    assert refused.value.word == word
    with pytest.raises(UnknownPlace):
        mails.rewrite(event, written(event, partner).id, Words(text, "x"), BY)


def test_what_is_filled_in_is_no_place_and_no_markup(
    event: Event, partner: Person, server: MailServer
) -> None:
    guest = Guest.objects.get(email=ANA.email)
    guest_list.edit(event, guest.id, Invited(ANA.email, '{evento}<script>" style="x'), BY)
    mail = written(event, partner, Words("{nombre}\n", "<img src=x> {nombre} javascript:x"))
    mails.send(event, mail.id, None, BY)
    work()
    to_ana = next(each for each in server.mails if each["To"] == ANA.email)
    assert to_ana["Subject"] == '{evento}<script>" style="x'
    html = body(to_ana, "html")
    assert "&lt;img src=x&gt; {evento}&lt;script&gt;&quot; style=&quot;x javascript:x" in html
    assert not re.search(r"<(img|script)\b", html)


def test_it_goes_out_at_its_time_to_who_is_listed_then(
    event: Event, partner: Person, server: MailServer
) -> None:
    mail = written(event, partner)
    mails.send(event, mail.id, timezone.now() + timedelta(days=2), BY)
    assert (work(), states(mail)) == (0, {})
    guest_list.add(event, [Invited("eva@example.org")], BY)
    guest_list.remove(event, Guest.objects.get(email=LEO.email).id, BY)
    GuestMail.objects.update(send_at=timezone.now())
    assert work() == 2
    assert sorted(server.to()) == [ANA.email, "eva@example.org"]


def test_what_was_stopped_does_not_go_out(event: Event, partner: Person, server: MailServer) -> None:
    scheduled, going = written(event, partner), sent_now(event, partner)
    mails.send(event, scheduled.id, timezone.now() + timedelta(days=2), BY)
    letters.spread_due()
    for mail in (scheduled, going, going):
        mails.stop(event, mail.id, BY)
    GuestMail.objects.filter(id=scheduled.id).update(send_at=timezone.now())
    assert (work(), server.mails) == (0, [])
    assert set(states(going).values()) == {"cancelled"}
    with pytest.raises(MailGone):
        mails.send(event, scheduled.id, None, BY)
    mails.discard(event, scheduled.id, BY)
    with pytest.raises(MailGone):
        mails.discard(event, going.id, BY)
    with pytest.raises(MailGone):
        mails.rewrite(event, going.id, WORDS, BY)


def test_mails_of_an_event_and_their_moments_are_bounded(world: World, event: Event, partner: Person) -> None:
    now = timezone.now()
    for at in (now - timedelta(hours=1), now + timedelta(days=400)):
        with pytest.raises(BadMoment):
            mails.send(event, written(event, partner).id, at, BY)
    for hours in range(MOST_A_DAY):
        mails.send(event, written(event, partner).id, now + timedelta(hours=hours), BY)
    with pytest.raises(TooManyMails):
        mails.send(event, written(event, partner).id, now + timedelta(hours=20), BY)
    mails.send(event, written(event, partner).id, now + timedelta(hours=48), BY)
    other = world.event(0, slug="other")
    with pytest.raises(NobodyToWriteTo):
        mails.send(other, written(other, partner).id, None, BY)
    kept = GuestMail.objects.filter(event_id=event.id).count()
    GuestMail.objects.bulk_create(
        GuestMail(tenant_id=event.tenant_id, event_id=event.id, author_id=new_id())
        for _ in range(MOST_MAILS - kept)
    )
    with pytest.raises(TooManyMails):
        written(event, partner)


def test_its_author_tries_it_out_ahead_of_all_and_it_counts_nowhere(
    event: Event, partner: Person, server: MailServer
) -> None:
    mail = sent_now(event, partner)
    letters.spread_due()
    mails.try_out(event, mail.id, BY)
    work()
    assert server.to()[0] == partner.user.email
    assert mails.counts([mail])[mail.id].sent == 2
    for _ in range(MOST_TRIALS - 1):
        mails.try_out(event, mail.id, BY)
    with pytest.raises(TooManyMails):
        mails.try_out(event, mail.id, BY)


def test_while_the_server_is_away_all_letters_wait_and_none_counts_as_tried(
    event: Event, partner: Person
) -> None:
    mail = sent_now(event, partner)
    with sent_to(nobodys_port()):
        assert [work(), work()] == [0, 0]
    assert set(states(mail).values()) == {"waiting"}
    assert {each.tries for each in GuestLetter.objects.all()} == {0}
    held = mails.held_up(mail)
    assert held is not None and held.last_error == sending.AWAY
    assert Incident.objects.get(part="guests.letters").times == 1, "asked once for all"
    with mail_server() as server:
        assert work() == 0, "not before a minute has passed"
        make_due()
        assert (work(), len(server.mails)) == (2, 2)
    assert Incident.objects.get(part="guests.letters").resolved_at is not None


def test_an_address_that_is_none_is_told_and_not_written_to_again(
    event: Event, partner: Person, server: MailServer
) -> None:
    server.refuses[ANA.email] = "550 5.1.1 no such mailbox"
    first = sent_now(event, partner)
    assert work() == 1
    [(letter, guest)] = mails.troubles(first, 10)
    assert (letter.state, letter.last_error) == ("refused", "550 5.1.1 no such mailbox")
    second = sent_now(event, partner)
    work()
    assert states(second) == {ANA.email: "unreachable", LEO.email: "sent"}
    guest_list.reachable(event, guest.id, BY)
    server.refuses.clear()
    third = sent_now(event, partner)
    work()
    assert states(third)[ANA.email] == "sent"


def test_a_server_that_does_not_want_our_mail_says_nothing_of_the_address(
    event: Event, partner: Person, server: MailServer
) -> None:
    server.refuses[ANA.email] = "554 5.7.1 blocked"
    assert work() == 0
    mail = sent_now(event, partner)
    work()
    assert states(mail)[ANA.email] == "refused"
    server.refuses.clear()
    again = sent_now(event, partner)
    work()
    assert states(again)[ANA.email] == "sent"


def test_what_is_refused_for_now_is_tried_again_later_and_then_given_up(
    event: Event, partner: Person, server: MailServer
) -> None:
    server.refuses[ANA.email] = "450 try later"
    mail = sent_now(event, partner)
    work()
    waits = GuestLetter.objects.get(state=LetterState.WAITING)
    assert timedelta(seconds=25) < waits.next_at - timezone.now() < timedelta(seconds=61)
    assert work() == 0, "not before its time"
    GuestLetter.objects.filter(id=waits.id).update(tries=letters.MOST_TRIES - 1)
    make_due()
    work()
    assert states(mail) == {ANA.email: "refused", LEO.email: "sent"}


def test_of_a_letter_that_was_cut_off_nobody_knows_and_only_somebody_sends_it_again(
    event: Event, partner: Person, server: MailServer
) -> None:
    server.hangs_up_on.add(ANA.email)
    mail = sent_now(event, partner)
    for _ in range(3):
        work()
        make_due()
    assert states(mail) == {ANA.email: "unknown", LEO.email: "sent"}
    assert server.to() == [LEO.email]
    server.hangs_up_on.clear()
    assert mails.send_unknown_again(event, mail.id, BY) == 1
    assert mails.send_unknown_again(event, mail.id, BY) == 0
    work()
    assert (states(mail)[ANA.email], server.to()) == ("sent", [LEO.email, ANA.email])


class Killed(BaseException):
    """As if the process was gone: nothing catches it."""


@pytest.mark.parametrize(
    ("when", "ends", "copies"), [("before", "sent", 1), ("after", "unknown", 1), ("between", "unknown", 0)]
)
def test_a_worker_that_is_killed_sends_nobody_two(
    event: Event,
    partner: Person,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
    ends: str,
    copies: int,
) -> None:
    guest_list.remove(event, Guest.objects.get(email=LEO.email).id, BY)
    mail = sent_now(event, partner)

    def killed(*_: object) -> bool:
        raise Killed

    where = {"before": (letters, "begin"), "after": (letters, "end"), "between": (sending, "message_of")}
    with monkeypatch.context() as patched:
        patched.setattr(*where[when], killed)
        with pytest.raises(Killed):
            work()
    assert work() == 0, "its claim holds"
    GuestLetter.objects.update(next_at=timezone.now())
    work()
    assert states(mail) == {ANA.email: ends}
    assert len(server.mails) == copies


def test_two_workers_at_once_send_each_letter_once(event: Event, partner: Person, server: MailServer) -> None:
    guest_list.add(event, [Invited(f"{number}@example.org") for number in range(8)], BY)
    sent_now(event, partner)

    def one(_: int) -> int:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(one, range(4))) + work() == 10
    assert len(server.to()) == len(set(server.to())) == 10


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    event: Event, partner: Person, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, real = sent_now(event, partner), sending.message_of

    def breaks(claimed: Any, writer: Any) -> Any:
        if claimed.address == ANA.email:
            raise RuntimeError
        return real(claimed, writer)

    monkeypatch.setattr(sending, "message_of", breaks)
    assert work() == 1
    assert states(mail) == {ANA.email: "waiting", LEO.email: "sent"}


def test_nobody_holds_a_connection_while_the_server_takes_its_time(
    event: Event, partner: Person, server: MailServer
) -> None:
    held: list[object] = []
    mine = connections["default"]
    server.on_mail = lambda: held.append(mine.connection)
    sent_now(event, partner)
    assert work() == 2
    assert held == [None, None]


def test_an_inactive_partners_mail_does_not_go_out_and_says_why(
    event: Event, partner: Person, server: MailServer
) -> None:
    mail = sent_now(event, partner)
    Tenant.objects.filter(id=event.tenant_id).update(active=False)
    assert work() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.why) == (MailState.CANCELLED, letters.PARTNER_AWAY)


def test_who_is_forgotten_leaves_no_address(event: Event, partner: Person, server: MailServer) -> None:
    server.refuses[ANA.email] = f"550 5.1.1 <{ANA.email}>: no such mailbox"
    mail = sent_now(event, partner)
    letters.spread_due()
    guest_list.remove(event, Guest.objects.get(email=LEO.email).id, BY)
    assert work() == 0
    assert sorted(states(mail).values()) == ["gone", "refused"]
    guest_list.remove(event, Guest.objects.get(email=ANA.email).id, BY)
    assert ANA.email not in str(list(GuestLetter.objects.values()))
    assert mails.troubles(mail, 10) == []


@pytest.mark.parametrize("what", ["event", "partner"])
def test_mails_go_with_their_event_and_its_partner(
    world: World, event: Event, partner: Person, what: str
) -> None:
    sent_now(event, partner)
    letters.spread_due()
    if what == "event":
        event_control.delete(event, "test")
    else:
        name = Tenant.objects.get(id=world.tenant_id).name
        deletion.delete_partner(world.tenant_id, name, AdminCommand.of("test"))
    assert not GuestMail.objects.exists() and not GuestLetter.objects.exists()


def test_the_log_says_what_was_done_and_not_what_was_written(event: Event, partner: Person) -> None:
    mail = sent_now(event, partner)
    mails.stop(event, mail.id, BY)
    told = AuditEntry.objects.filter(subject_id=event.id, what="edited").order_by("at", "id")
    assert [each.changes.get("guest_mail") for each in told][1:] == [
        [None, "written"], [None, "sent"], [None, "stopped"]
    ]  # fmt: skip
    assert "Te esperamos" not in str(list(told.values()))

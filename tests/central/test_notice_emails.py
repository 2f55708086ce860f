"""Notices by e-mail: in the reader's words, once, again if the server was away, never when it is too late."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.incidents.models import Incident
from central.notices import delivery, emails
from central.notices.delivery import Message
from central.notices.kinds import Channel, NoticeKind
from central.notices.models import Delivery, DeliveryState, Notice
from central.notices.spreading import spread
from central.notices.telling import Fact, Told, tell
from central.tenants.models import PLATFORM_ID, Tenant, User
from central.tenants.readers import PEOPLE
from tests.central.mail_server import MailServer, mail_server, nobodys_port, sent_to
from tests.central.persons import Person, a_client, a_master, a_partner
from tests.central.told import bell_of
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


def told_to(world: World, key: str = "one", **changes: object) -> None:
    facts = {"client": "Ana <b>", "asked": 1_500, "note": "para la boda"}
    tell(Told(world.tenant_id, NoticeKind.CREDIT_REQUEST, key, facts=facts, **changes))  # type: ignore[arg-type]
    spread(PEOPLE)


def send() -> int:
    return emails.send_due(PEOPLE)


def states() -> list[str]:
    return [each.state for each in Delivery.objects.filter(channel=Channel.EMAIL).order_by("id")]


def make_due() -> None:
    Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=timezone.now())


def only() -> Delivery:
    return Delivery.objects.get(channel=Channel.EMAIL)


def test_a_notice_arrives_as_text_and_html_with_where_to_go(
    world: World, partner: Person, server: MailServer
) -> None:
    told_to(world)
    assert send() == 1
    [mail] = server.mails
    assert mail["To"] == partner.user.email
    assert mail["Subject"] == "Ana <b> te pide 1.500 créditos"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body((form,)).get_content() for form in ("plain", "html"))  # type: ignore[union-attr]
    address = f"https://cabina.example/bell/{Notice.objects.get().id}/"
    assert "Dice: «para la boda»" in text and "Ana <b> te pide" in text and address in text
    assert "Ana &lt;b&gt; te pide" in html and f'href="{address}"' in html
    assert "Pasó el" not in text
    assert states() == [DeliveryState.SENT]
    assert (send(), len(server.mails)) == (0, 1)


@pytest.mark.parametrize(
    ("language", "button"), [("", "Ver el aviso"), ("en", "See the notice"), ("pt-br", "Ver o aviso")]
)
def test_it_wears_its_tellers_brand_and_speaks_its_readers_language(
    world: World, server: MailServer, language: str, button: str
) -> None:
    host, client = a_client(world.tenant_id)
    Tenant.objects.filter(id=world.tenant_id).update(display_name="Fotos & Más", corner_radius=20)
    User.objects.filter(id=host.user.id).update(language=language)
    facts: dict[str, Fact] = {"credits": 5, "note": ""}
    tell(Told(world.tenant_id, NoticeKind.CREDITS_ADDED, "x", client_id=client.id, facts=facts))
    spread(PEOPLE)
    assert send() == 1
    [mail] = server.mails
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert ">Fotos &amp; Más<" in html and "border-radius:20px" in html and f">{button}</a>" in html
    assert f'<html lang="{language or "es-ar"}">' in html
    assert "https://cabina.example/bell/preferences/" in html
    assert not re.search(r"<(img|link|script)\b", html), "whoever reads it tells nobody"


def test_masters_mail_is_the_platforms(server: MailServer) -> None:
    a_master()
    tell(Told(PLATFORM_ID, NoticeKind.PAYMENT_DIFFERS, "x", facts={"payment": "1"}))
    spread(PEOPLE)
    assert send() == 1
    assert ">Cabina</td>" in server.mails[0].get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_nobody_holds_a_connection_while_the_server_takes_its_time(
    world: World, partner: Person, server: MailServer
) -> None:
    held: list[object] = []
    mine = connections["default"]
    server.on_mail = lambda: held.append(mine.connection)
    told_to(world)
    assert mine.connection is not None
    assert send() == 1
    assert held == [None]


def test_what_is_late_says_when_it_happened(world: World, partner: Person, server: MailServer) -> None:
    told_to(world, at=timezone.now() - timedelta(hours=2))
    assert send() == 1
    assert "Pasó el" in server.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_what_is_too_late_is_not_sent_and_stays_on_the_bell(
    world: World, partner: Person, server: MailServer
) -> None:
    told_to(world, until=timezone.now() - timedelta(seconds=1))
    assert send() == 0
    assert states() == [DeliveryState.LATE]
    [item] = bell_of(partner.user)
    assert [(each.channel, each.state) for each in item.troubles] == [(Channel.EMAIL, DeliveryState.LATE)]


def test_a_server_that_is_away_loses_nothing(world: World, partner: Person) -> None:
    a_partner(world.tenant_id)
    told_to(world)
    with sent_to(nobodys_port()):
        assert send() == 0
    assert states() == [DeliveryState.WAITING] * 2
    assert {each.tries for each in Delivery.objects.filter(channel=Channel.EMAIL)} == {0}
    assert Incident.objects.get(part="notices.email").resolved_at is None
    assert bell_of(partner.user)[0].troubles, "whoever looks is told that it is still tried"
    with mail_server() as server:
        assert send() == 0, "not before a minute has passed"
        make_due()
        assert send() == 2
        assert len(set(server.to())) == 2
    assert Incident.objects.get(part="notices.email").resolved_at is not None
    assert bell_of(partner.user)[0].troubles == ()


def test_while_the_server_is_away_it_is_asked_once_for_all(
    world: World, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        told_to(world, str(number))
    monkeypatch.setattr(emails, "AT_ONCE", 2)
    with sent_to(nobodys_port()):
        assert [send() for _ in range(3)] == [0, 0, 0]
    assert Incident.objects.get(part="notices.email").times == 1


def test_a_mail_that_the_server_hangs_up_on_holds_up_no_other_for_long(
    world: World, partner: Person, server: MailServer
) -> None:
    other = a_partner(world.tenant_id)
    server.hangs_up_on.add(partner.user.email)
    told_to(world)
    for _ in range(3):
        send()
        Delivery.objects.filter(user_id=other.user.id).update(next_at=timezone.now())
    assert server.to() == [other.user.email]
    mine = Delivery.objects.get(user_id=partner.user.id, channel=Channel.EMAIL)
    assert (mine.tries, mine.state) == (1, DeliveryState.WAITING)


def test_an_address_that_is_refused_for_good_is_not_tried_again(
    world: World, partner: Person, server: MailServer
) -> None:
    other = a_partner(world.tenant_id)
    server.refuses[partner.user.email] = "550 no such mailbox"
    told_to(world)
    assert send() == 1
    assert server.to() == [other.user.email]
    failed = Delivery.objects.get(user_id=partner.user.id, channel=Channel.EMAIL)
    assert (failed.state, failed.last_error) == (DeliveryState.FAILED, "550 no such mailbox")
    [trouble] = bell_of(partner.user)[0].troubles
    assert (trouble.state, trouble.error) == (DeliveryState.FAILED, "550 no such mailbox")


@pytest.mark.parametrize("how", ["mailbox", "mail"])
def test_what_is_refused_for_now_is_tried_again_later_and_later(
    world: World, partner: Person, server: MailServer, how: str
) -> None:
    if how == "mailbox":
        server.refuses[partner.user.email] = "450 try later"
    else:
        server.data_refused = "451 try later"
    told_to(world)
    pauses = []
    for _ in range(3):
        send()
        pauses.append(only().next_at - timezone.now())
        assert send() == 0
        make_due()
    assert timedelta(seconds=25) < pauses[0] < pauses[2] < timedelta(minutes=5)
    server.refuses.clear()
    server.data_refused = ""
    assert send() == 1
    assert (only().tries, only().state, len(server.mails)) == (4, DeliveryState.SENT, 1)


def test_it_is_given_up_after_so_many_tries(world: World, partner: Person, server: MailServer) -> None:
    server.data_refused = "451 try later"
    told_to(world)
    Delivery.objects.update(tries=delivery.MOST_TRIES - 1)
    assert send() == 0
    assert (only().state, only().last_error) == (DeliveryState.FAILED, "451 try later")


def test_a_mail_that_the_server_never_takes_is_failed(
    world: World, partner: Person, server: MailServer
) -> None:
    server.data_refused = "554 this looks like spam"
    told_to(world)
    assert send() == 0
    assert only().state == DeliveryState.FAILED


def test_a_worker_that_was_killed_sends_again_under_the_same_id(
    world: World, partner: Person, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_to(world)

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as killing:
        killing.setattr(delivery, "sent", killed)
        with pytest.raises(SystemExit):
            send()
    assert send() == 0, "its claim holds for a while"
    make_due()
    assert send() == 1
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_two_workers_send_it_once(world: World, partner: Person, server: MailServer) -> None:
    told_to(world)
    taken = delivery.claim(Channel.EMAIL, 10, PEOPLE)
    assert len(taken) == 1
    assert send() == 0
    assert server.mails == []


def test_many_are_claimed_ended_and_handed_back_in_as_many_statements_as_a_few(
    world: World, partner: Person
) -> None:
    costs = []
    for count in (2, 20):
        for number in range(count):
            told_to(world, f"{count}:{number}")
            told_to(world, f"{count}:{number}:late", until=timezone.now() - timedelta(hours=1))
        with CaptureQueriesContext(connection) as asked:
            messages = delivery.claim(Channel.EMAIL, 50, PEOPLE)
            delivery.hand_back(messages, timezone.now() + timedelta(hours=1))
        assert len(messages) == count
        costs.append(len(asked))
    assert costs[0] == costs[1] < 10
    assert {(each.tries, each.state) for each in Delivery.objects.filter(channel=Channel.EMAIL)} == {
        (0, DeliveryState.WAITING),
        (1, DeliveryState.LATE),
    }


def test_two_workers_at_once_claim_different_ones(world: World, partner: Person) -> None:
    for number in range(4):
        told_to(world, str(number))

    def claimed_beside() -> list[Message]:
        try:
            return delivery.claim(Channel.EMAIL, 2, PEOPLE)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        mine = delivery.claim(Channel.EMAIL, 2, PEOPLE)
        others = other.submit(claimed_beside).result(timeout=20)
    assert len({each.delivery.id for each in mine + others}) == 4


def test_a_letter_that_cannot_be_written_stops_no_other_and_leaves_its_traceback(
    world: World, partner: Person, server: MailServer, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    told_to(world, "bad")
    bad = Notice.objects.get().id
    told_to(world, "good")
    written = emails.letter_of

    def broken_once(message: Message) -> EmailMultiAlternatives:
        if message.notice.id == bad:
            raise ZeroDivisionError("of all things")
        return written(message)

    monkeypatch.setattr(emails, "letter_of", broken_once)
    assert send() == 1
    [said] = [each for each in caplog.records if each.name == emails.__name__]
    assert said.exc_info is not None and said.exc_info[0] is ZeroDivisionError
    assert Delivery.objects.get(notice_id=bad).last_error == "ZeroDivisionError: of all things"


def test_a_claim_that_lapsed_and_was_taken_over_writes_nothing(
    world: World, partner: Person, server: MailServer
) -> None:
    told_to(world)
    [slow] = delivery.claim(Channel.EMAIL, 10, PEOPLE)
    make_due()
    assert send() == 1
    delivery.failed(slow, "too slow")
    assert only().state == DeliveryState.SENT


def test_whoever_has_lost_their_login_is_sent_nothing(
    world: World, partner: Person, server: MailServer
) -> None:
    told_to(world)
    User.objects.filter(id=partner.user.id).update(is_active=False)
    assert send() == 0
    assert (states(), server.mails) == ([DeliveryState.VOID], [])


def test_a_round_that_takes_too_long_leaves_the_rest_to_the_next_one(
    world: World, partner: Person, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        told_to(world, str(number))
    with monkeypatch.context() as slow:
        slow.setattr(emails, "ROUND_SECONDS", -1.0)
        assert send() == 0
    assert {each.tries for each in Delivery.objects.filter(channel=Channel.EMAIL)} == {0}
    assert send() == 3


def test_a_header_cannot_be_smuggled_in(world: World, partner: Person, server: MailServer) -> None:
    facts: dict[str, Fact] = {"client": "Ana\r\nBcc: thief@example.com", "asked": 1}
    tell(Told(world.tenant_id, NoticeKind.CREDIT_REQUEST, "x", facts=facts))
    spread(PEOPLE)
    assert send() == 1
    assert server.mails[0]["Bcc"] is None
    assert server.mails[0]["Subject"] == "Ana Bcc: thief@example.com te pide 1 crédito"

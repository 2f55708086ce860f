"""Notices on phones: signed, encrypted, once; browsers that are gone are forgotten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.notices import delivery, pushes, subscriptions, web_push
from central.notices.kinds import Channel, NoticeKind
from central.notices.models import Delivery, DeliveryState, Notice, Subscription
from central.notices.spreading import spread
from central.notices.subscriptions import MOST_BROWSERS, SubscriptionRefused, subscribe
from central.notices.telling import Fact, Told, tell
from central.notices.web_push import BrowserKeys, encrypted, from_base64
from central.server import keys
from central.tenants.models import User
from central.tenants.readers import PEOPLE
from tests.central.conftest import DATA
from tests.central.persons import Person, a_partner
from tests.central.push_service import Browser, PushService, push_service
from tests.central.told import bell_of
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with (
        pytest.MonkeyPatch.context() as patch,
        push_service(tmp_path_factory.mktemp("push"), patch) as service,
    ):
        yield service


@pytest.fixture
def service(running: PushService) -> PushService:
    running.received.clear()
    running.answers.clear()
    running.on_message = None
    return running


@pytest.fixture
def browser(service: PushService, partner: Person) -> Browser:
    """The partner's."""
    made = Browser(service.origin)
    subscribe(partner.user.tenant_id, partner.user.id, made.subscription())
    return made


def told_to(world: World, key: str = "one", **changes: object) -> Notice:
    facts = {"event": "Boda", "booth": "Cabina 1"}
    tell(Told(world.tenant_id, NoticeKind.OUT_OF_PAPER, key, facts=facts, **changes))  # type: ignore[arg-type]
    spread(PEOPLE)
    return Notice.objects.get(key=key)


def send() -> int:
    return pushes.send_due(PEOPLE)


def only() -> Delivery:
    return Delivery.objects.get(channel=Channel.PUSH)


def make_due() -> None:
    Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=timezone.now())


def test_a_phone_gets_what_only_it_can_read(
    world: World, partner: Person, service: PushService, browser: Browser
) -> None:
    notice = told_to(world)
    assert (send(), send()) == (1, 0)
    [(path, headers, body)] = service.received
    assert path == "/send/one"
    assert b"Cabina 1" not in body
    assert browser.decrypted(body) == {
        "title": "Cabina 1 se quedó sin papel o cinta",
        "body": "Está en «Boda». Las fotos esperan y se imprimen en orden cuando lo repongan.",
        "path": f"/bell/{notice.id}/",
        "tag": str(notice.id),
        "at": int(notice.at.timestamp() * 1000),
        "language": "es-ar",
    }
    assert (headers["Content-Encoding"], headers["Urgency"]) == ("aes128gcm", "high")
    assert 43_000 < int(headers["TTL"]) <= 43_200
    assert len(headers["Topic"]) == 32
    assert only().state == DeliveryState.SENT
    assert Subscription.objects.get().reached_at is not None


def test_the_service_is_told_who_we_are_for_itself_alone_and_not_for_long(
    world: World, service: PushService, browser: Browser
) -> None:
    told_to(world)
    send()
    claims, key = service.claims_of(service.received[0][1])
    assert key == pushes.public_key()
    assert claims["aud"] == service.origin
    assert claims["sub"].startswith(("mailto:", "https://"))
    left = claims["exp"] - datetime.now(UTC).timestamp()
    assert 3_600 < left <= 86_400


def test_a_signature_of_another_key_is_refused(
    world: World, service: PushService, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = web_push.authorization

    def of_another(*given: object) -> str:
        mine = ec.generate_private_key(ec.SECP256R1())
        of_it = signed(given[0], mine, *given[2:])  # type: ignore[arg-type]
        return of_it.partition(", k=")[0] + f", k={pushes.public_key()}"

    monkeypatch.setattr(pushes, "authorization", of_another)
    told_to(world)
    assert send() == 0
    assert (only().state, only().last_error) == (DeliveryState.FAILED, "401")


def test_the_example_of_the_standard() -> None:
    """RFC 8291, section 5 and appendix A."""
    once = ec.derive_private_key(
        int.from_bytes(from_base64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    browser = BrowserKeys(from_base64(point), from_base64("BTBZMqHH6r4Tts7J_aSIgg"))
    salt = from_base64("DGv6ra1nlYgDCS1FRnbzlw")
    made = encrypted(b"When I grow up, I want to be a watermelon", browser, once, salt)
    assert web_push.to_base64(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    world: World, partner: Person, service: PushService, browser: Browser, status: int
) -> None:
    service.answers["/send/one"] = (status, {}, b"")
    told_to(world)
    assert send() == 0
    assert not Subscription.objects.exists()
    assert only().state == DeliveryState.VOID
    assert bell_of(partner.user)[0].troubles == (), "nobody misses it"
    told_to(world, "two")
    assert Delivery.objects.filter(channel=Channel.PUSH).count() == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_asked_again_when_it_says(
    world: World, partner: Person, service: PushService, browser: Browser, status: int
) -> None:
    service.answers["/send/one"] = (status, {"Retry-After": "600"}, b"busy")
    told_to(world)
    assert send() == 0
    row = only()
    assert timedelta(minutes=9) < row.next_at - timezone.now() <= timedelta(minutes=10)
    assert (row.tries, row.last_error) == (1, f"{status} busy")
    assert bell_of(partner.user)[0].troubles
    service.answers.clear()
    make_due()
    assert send() == 1
    assert bell_of(partner.user)[0].troubles == ()


@pytest.mark.parametrize(("status", "headers"), [(400, {}), (413, {}), (302, {"Location": "/elsewhere"})])
def test_what_is_refused_for_good_is_shown_and_redirects_are_not_followed(
    world: World,
    partner: Person,
    service: PushService,
    browser: Browser,
    status: int,
    headers: dict[str, str],
) -> None:
    service.answers["/send/one"] = (status, headers, b"no" * 5_000)
    told_to(world)
    assert send() == 0
    [trouble] = [each for each in bell_of(partner.user)[0].troubles if each.channel is Channel.PUSH]
    assert trouble.state is DeliveryState.FAILED
    assert trouble.error.startswith(f"{status} nono") and len(trouble.error) <= 300
    assert service.received == []


def test_one_service_that_is_away_holds_up_no_other_phone(
    world: World, partner: Person, service: PushService, browser: Browser
) -> None:
    away = Browser(service.origin.replace("localhost", "nobody.invalid"), "two")
    subscribe(partner.user.tenant_id, partner.user.id, away.subscription())
    told_to(world)
    assert send() == 1
    states = {each.state for each in Delivery.objects.filter(channel=Channel.PUSH)}
    assert states == {DeliveryState.SENT, DeliveryState.WAITING}


def test_nobody_holds_a_connection_meanwhile(world: World, service: PushService, browser: Browser) -> None:
    held: list[object] = []
    mine = connections["default"]
    service.on_message = lambda: held.append(mine.connection)
    told_to(world)
    assert mine.connection is not None
    assert (send(), held) == (1, [None])


def test_what_is_told_when_it_is_over_is_not_sent(
    world: World, service: PushService, browser: Browser
) -> None:
    told_to(world, until=timezone.now() - timedelta(seconds=1))
    assert (send(), service.received, only().state) == (0, [], DeliveryState.LATE)


def test_a_worker_that_was_killed_sends_the_same_topic_and_tag_again(
    world: World, service: PushService, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_to(world)

    def killed(*_: object) -> bool:
        raise SystemExit

    with monkeypatch.context() as killing:
        killing.setattr(delivery, "sent", killed)
        with pytest.raises(SystemExit):
            send()
    assert send() == 0, "its claim holds for a while"
    make_due()
    assert send() == 1
    topics = [headers["Topic"] for _, headers, _ in service.received]
    tags = [browser.decrypted(body)["tag"] for body in service.bodies()]
    assert topics[0] == topics[1] and tags[0] == tags[1]


def test_many_that_are_taken_cost_as_many_statements_as_one(
    world: World, service: PushService, browser: Browser
) -> None:
    costs = []
    for count in (1, 10):
        for number in range(count):
            told_to(world, f"{count}:{number}")
        with CaptureQueriesContext(connection) as asked:
            assert send() == count
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert {each.state for each in Delivery.objects.filter(channel=Channel.PUSH)} == {DeliveryState.SENT}


def test_the_longest_words_fit(world: World, service: PushService, browser: Browser) -> None:
    facts: dict[str, Fact] = {"event": "🎉" * 5_000, "booth": "\x01\x02ñ" * 5_000}
    tell(Told(world.tenant_id, NoticeKind.OUT_OF_PAPER, "long", facts=facts))
    spread(PEOPLE)
    assert send() == 1
    assert len(service.bodies()[0]) <= 4_096
    assert browser.decrypted(service.bodies()[0])["title"].startswith("ñññ")


def test_what_a_person_wrote_is_not_shown_on_a_locked_screen(
    world: World, partner: Person, service: PushService, browser: Browser
) -> None:
    facts: dict[str, Fact] = {"client": "Ana", "asked": 5, "note": "somos los de la boda secreta"}
    tell(Told(world.tenant_id, NoticeKind.CREDIT_REQUEST, "noted", facts=facts))
    spread(PEOPLE)
    assert send() == 1
    shown = browser.decrypted(service.bodies()[0])
    assert shown["title"] == "Ana te pide 5 créditos" and "secreta" not in shown["body"]
    assert "secreta" in bell_of(partner.user)[0].body


def test_a_person_is_told_in_each_of_their_browsers(
    world: World, partner: Person, service: PushService, browser: Browser
) -> None:
    other = Browser(service.origin, "two")
    subscribe(partner.user.tenant_id, partner.user.id, other.subscription())
    told_to(world)
    assert send() == 2
    assert {path for path, _, _ in service.received} == {"/send/one", "/send/two"}


def test_a_browser_belongs_to_whoever_uses_it_last(
    world: World, partner: Person, service: PushService, browser: Browser
) -> None:
    told_to(world)
    other = a_partner(World("other").tenant_id)
    subscribe(other.user.tenant_id, other.user.id, browser.subscription())
    assert send() == 0, "what was on its way is not shown to somebody else"
    assert only().state == DeliveryState.VOID
    assert subscriptions.of_person(partner.user.tenant_id, partner.user.id) == []
    assert len(subscriptions.of_person(other.user.tenant_id, other.user.id)) == 1


def test_subscribing_again_changes_nothing_and_leaving_ends_it(
    world: World, partner: Person, service: PushService, browser: Browser
) -> None:
    me = (partner.user.tenant_id, partner.user.id)
    before = Subscription.objects.get().id
    told_to(world)
    subscribe(*me, browser.subscription())
    assert Subscription.objects.get().id == before
    assert send() == 1
    stranger = a_partner(world.tenant_id)
    assert not subscriptions.unsubscribe(world.tenant_id, stranger.user.id, browser.endpoint)
    assert not subscriptions.forget(world.tenant_id, stranger.user.id, before)
    assert subscriptions.unsubscribe(*me, browser.endpoint)
    assert not subscriptions.unsubscribe(*me, browser.endpoint)


def test_a_person_has_so_many_browsers_and_the_oldest_makes_room(
    world: World, partner: Person, service: PushService
) -> None:
    me = (partner.user.tenant_id, partner.user.id)
    for number in range(MOST_BROWSERS + 2):
        subscribe(*me, Browser(service.origin, str(number)).subscription())
    kept = [each.endpoint.rpartition("/")[2] for each in subscriptions.of_person(*me)]
    assert kept == [str(number) for number in range(MOST_BROWSERS + 1, 1, -1)]


BAD_KEYS = [
    {"p256dh": "A" * 87},
    {"p256dh": "BCVx"},
    {"auth": "AAAA"},
    {"p256dh": "B" + "_" * 86},
]


@pytest.mark.parametrize("bad", BAD_KEYS)
def test_keys_that_no_browser_made_are_refused(
    partner: Person, service: PushService, bad: dict[str, str]
) -> None:
    good = Browser(service.origin).subscription()
    wrong = good.model_copy(update={"keys": good.keys.model_copy(update=bad)})
    with pytest.raises(SubscriptionRefused):
        subscribe(partner.user.tenant_id, partner.user.id, wrong)


def test_whoever_has_lost_their_login_is_sent_nothing(
    world: World, partner: Person, service: PushService, browser: Browser
) -> None:
    told_to(world)
    User.objects.filter(id=partner.user.id).update(is_active=False)
    assert (send(), service.received) == (0, [])


def test_our_key_is_made_once_and_read_again() -> None:
    first = pushes.public_key()
    keys.vapid_key.cache_clear()
    assert pushes.public_key() == first
    kept = Path(DATA / "vapid_key")
    assert kept.stat().st_mode & 0o077 == 0
    assert len(from_base64(first)) == 65


def test_our_key_may_be_given(settings_key: str) -> None:
    number = int.from_bytes(from_base64(settings_key))
    assert keys.vapid_key().private_numbers().private_value == number


@pytest.fixture
def settings_key() -> Iterator[str]:
    from django.test import override_settings

    key = web_push.to_base64((12_345_678_901_234_567_890).to_bytes(32, "big"))
    keys.vapid_key.cache_clear()
    with override_settings(VAPID_KEY=key):
        yield key
    keys.vapid_key.cache_clear()


def test_ids_of_strangers_are_no_subscriptions(partner: Person) -> None:
    assert not subscriptions.forget(partner.user.tenant_id, partner.user.id, UUID(int=1))

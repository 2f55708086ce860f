"""Notices: told once, in the transaction of their cause, to whoever is concerned and wants to hear of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.utils import timezone

from central.base.pages import PageRequest
from central.incidents.models import Incident
from central.notices import bell, preferences
from central.notices.crossings import Place, crossed
from central.notices.kinds import RULES, Channel, NoticeKind
from central.notices.models import BellEntry, Crossing, Delivery, Notice, Preference, Subscription
from central.notices.preferences import NotForThisRole
from central.notices.retention import KEPT_FOR, forget_old
from central.notices.spreading import spread
from central.notices.telling import Told, tell
from central.notices.texts import TEXTS
from central.notices.words import words_of
from central.operations.deletion import delete_partner
from central.tenants.audit_log import AdminCommand
from central.tenants.models import PLATFORM_ID, Client, Role, Tenant, User
from central.tenants.readers import PEOPLE
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master, a_user
from tests.central.told import bell_of, titles
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def low(world: World, key: str = "one", **changes: object) -> Told:
    facts = {"balance": 50}
    return Told(world.tenant_id, NoticeKind.LOW_WALLET, key, facts=facts, **changes)  # type: ignore[arg-type]


def test_a_notice_is_told_with_its_cause_or_not_at_all(world: World, partner: Person) -> None:
    with transaction.atomic():
        tell(low(world))
        transaction.set_rollback(True)
    assert titles(partner.user) == []
    tell(low(world))
    assert titles(partner.user) == ["Tu billetera tiene 50 créditos"]


def test_a_key_is_told_once_and_each_tenant_has_its_own(world: World, partner: Person) -> None:
    other = World("other")
    for _ in range(3):
        tell(low(world), low(other))
        spread(PEOPLE)
    tell(low(world, "two"))
    assert len(titles(partner.user)) == 2
    assert Notice.objects.count() == 3


def test_of_many_who_tell_the_same_at_once_one_does(world: World, partner: Person) -> None:
    def telling(_: int) -> None:
        try:
            tell(low(world, "b"), low(world, "a"))
            spread(PEOPLE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(telling, range(8)))
    assert len(titles(partner.user)) == 2
    assert Delivery.objects.count() == 2, "one e-mail each"


def test_only_those_are_told_whom_it_concerns(world: World, partner: Person) -> None:
    host, client = a_client(world.tenant_id)
    other_host, _ = a_client(world.tenant_id, "other")
    master = a_master()
    stranger = Person(a_user(Role.PARTNER, World("elsewhere").tenant_id))
    tell(
        low(world),
        Told(world.tenant_id, NoticeKind.LOW_BALANCE, "c", client_id=client.id, facts={"balance": 1}),
        Told(PLATFORM_ID, NoticeKind.LEDGER_FAULT, "m", facts={"faults": 1, "sentence": "!"}),
    )
    assert titles(partner.user) == ["Tu billetera tiene 50 créditos"]
    assert titles(host.user) == ["Te queda poco saldo: 1 crédito"]
    assert titles(master.user) == ["El libro de créditos no cierra"]
    assert titles(other_host.user) == titles(stranger.user) == []


def test_whoever_did_it_is_not_told_but_their_colleagues_are(world: World, partner: Person) -> None:
    colleague = a_user(Role.PARTNER, world.tenant_id)
    tell(low(world, actor=partner.actor))
    assert titles(partner.user) == []
    assert len(titles(colleague)) == 1


def locked_out(world: World, user: User, client: Client, how: str) -> None:
    if how == "login":
        User.objects.filter(id=user.id).update(is_active=False)
    elif how == "client":
        Client.objects.filter(tenant_id=client.tenant_id, id=client.id).update(active=False)
    else:
        Tenant.objects.filter(id=world.tenant_id).update(active=False)


@pytest.mark.parametrize("how", ["login", "client", "partner"])
def test_who_cannot_log_in_is_told_nothing(world: World, how: str) -> None:
    host, client = a_client(world.tenant_id)
    locked_out(world, host.user, client, how)
    tell(Told(world.tenant_id, NoticeKind.LOW_BALANCE, "c", client_id=client.id, facts={"balance": 1}))
    assert bell_of(host.user) == []
    assert not Delivery.objects.exists()


def test_a_person_chooses_the_channels_of_each_kind(world: World, partner: Person) -> None:
    me = (world.tenant_id, partner.user.id)
    assert preferences.of_person(me[1], "partner")[NoticeKind.LOW_WALLET] == frozenset(Channel)
    preferences.choose(*me, "partner", {NoticeKind.LOW_WALLET: {Channel.EMAIL}})
    preferences.choose(*me, "partner", {NoticeKind.LOW_WALLET: {Channel.EMAIL}})
    tell(low(world))
    assert titles(partner.user) == []
    assert [each.channel for each in Delivery.objects.all()] == [Channel.EMAIL]
    preferences.choose(*me, "partner", {NoticeKind.LOW_WALLET: {Channel.BELL}})
    tell(low(world, "two"))
    assert len(titles(partner.user)) == 1
    assert Delivery.objects.count() == 1
    preferences.forget(*me)
    assert preferences.of_person(me[1], "partner")[NoticeKind.LOW_WALLET] == frozenset(Channel)


def test_nobody_chooses_what_another_role_is_told(world: World, partner: Person) -> None:
    wanted = {NoticeKind.LEDGER_FAULT: {Channel.EMAIL}}
    with pytest.raises(NotForThisRole):
        preferences.choose(world.tenant_id, partner.user.id, "partner", wanted)
    assert NoticeKind.LEDGER_FAULT not in preferences.of_person(partner.user.id, "partner")


def test_the_bell_counts_pages_and_forgets_what_was_read(world: World, partner: Person) -> None:
    moments = [timezone.now() - timedelta(minutes=minute) for minute in range(5)]
    for number, at in enumerate(moments):
        tell(low(world, str(number), at=at))
    spread(PEOPLE)
    me = (world.tenant_id, partner.user.id)
    assert bell.unread(*me) == 5
    first = bell.page(*me, "es-ar", PageRequest(limit=3))
    rest = bell.page(*me, "es-ar", PageRequest(limit=3, cursor=first.next or ""))
    assert [item.at for item in first.items + rest.items] == moments
    assert rest.next is None
    assert bell.mark_read(*me, [first.items[0].id]) == 1
    assert bell.mark_read(*me, [first.items[0].id]) == 0
    assert [item.read for item in bell.page(*me, "es-ar", PageRequest()).items] == [True] + [False] * 4
    assert bell.mark_read(*me) == 4
    assert bell.unread(*me) == 0


def test_nobody_reads_or_marks_anothers_bell(world: World, partner: Person) -> None:
    tell(low(world))
    [item] = bell_of(partner.user)
    stranger = a_user(Role.CLIENT, world.tenant_id, client_id=new_id())
    assert bell.item(world.tenant_id, stranger.id, item.id, "es-ar") is None
    assert bell.mark_read(world.tenant_id, stranger.id, [item.id]) == 0
    assert bell.item(world.tenant_id, partner.user.id, item.id, "es-ar") == item
    assert bell.unread(world.tenant_id, partner.user.id) == 1


def test_one_notice_that_the_database_refuses_stops_no_other(world: World, partner: Person) -> None:
    from tests.central.test_isolated_tasks import is_row, poisoned

    tell(low(world, "bad"), low(world, "good"))
    bad: UUID = Notice.objects.get(key="bad").id
    with poisoned("notices_notice", is_row(bad)):
        assert spread(PEOPLE) == 1
    assert spread(PEOPLE) == 1, "and it is handed on once the database lets it be"
    assert BellEntry.objects.filter(user_id=partner.user.id).count() == 2


def test_a_notice_that_failed_and_is_no_more_is_no_open_incident(world: World) -> None:
    from tests.central.test_isolated_tasks import is_row, poisoned

    tell(low(world))
    with poisoned("notices_notice", is_row(Notice.objects.get().id)):
        spread(PEOPLE)
    assert Incident.objects.get(part="notices.spread").resolved_at is None
    Notice.objects.all().delete()
    spread(PEOPLE)
    assert Incident.objects.get(part="notices.spread").resolved_at is not None


def test_old_notices_are_forgotten_with_all_that_belongs_to_them(world: World, partner: Person) -> None:
    for key in ("old", "new"):
        tell(low(world, key))
    spread(PEOPLE)
    long_ago = timezone.now() - KEPT_FOR - timedelta(days=1)
    old = Notice.objects.get(key="old")
    Notice.objects.filter(key="old").update(told_at=long_ago)
    BellEntry.objects.filter(notice_id=old.id).update(at=long_ago)
    Delivery.objects.filter(notice_id=old.id).update(done_at=long_ago)
    assert forget_old(timezone.now()) == 3
    assert {each.key for each in Notice.objects.all()} == {"new"}
    assert BellEntry.objects.count() == Delivery.objects.count() == 1


def test_of_a_deleted_partner_nothing_is_kept_and_of_others_everything(world: World, partner: Person) -> None:
    other = a_user(Role.PARTNER, World("other").tenant_id)
    for person in (partner.user, other):
        row = {"tenant_id": person.tenant_id}
        tell(Told(person.tenant_id, NoticeKind.LOW_WALLET, "one", facts={"balance": 5}))
        crossed(NoticeKind.LOW_WALLET, [Place(person.tenant_id, person.tenant_id)], [])
        preferences.choose(person.tenant_id, person.id, person.role, {NoticeKind.OVERDRAFT: []})
        Subscription.objects.create(user_id=person.id, digest=b"d", endpoint="e", **row)
    spread(PEOPLE)
    tables = (Notice, BellEntry, Delivery, Preference, Subscription, Crossing)
    before = [table.objects.filter(tenant_id=other.tenant_id).count() for table in tables]
    assert all(before)
    command = AdminCommand(new_id(), "master")
    delete_partner(world.tenant_id, Tenant.objects.get(id=world.tenant_id).name, command)
    assert [table.objects.filter(tenant_id=other.tenant_id).count() for table in tables] == before
    assert [table.objects.filter(tenant_id=world.tenant_id).count() for table in tables] == [0] * 6


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("language", ["es-ar", "en", "pt-br"])
def test_every_kind_has_words_in_every_language(kind: NoticeKind, language: str) -> None:
    now = timezone.now()
    facts: dict[str, object] = {
        "balance": 1_500, "credits": 2_000, "asked": 1, "pictures": 50, "event": "<b>Boda</b>\n",
        "client": "Ana", "booth": "Cabina 1", "percent": 81, "sentence": "x", "faults": 2,
        "payment": "77", "provider": "mercadopago",
        "differs": "amount", "note": "gracias\x00\x07", "zone": "America/Argentina/Buenos_Aires",
    }  # fmt: skip
    facts |= dict.fromkeys(("ends_at", "starts_at", "since"), now.isoformat())
    notice = Notice(kind=kind, role=RULES[kind].role, facts=facts, at=now, until=now)
    words = words_of(notice, language, late=True)
    for text in (words.title, words.body):
        assert text and "%(" not in text and "…" not in text and text.isprintable()
    source = words_of(notice, "es-ar", late=True)
    assert language == "es-ar" or (words.title != source.title and words.body != source.body)


def test_numbers_and_moments_are_written_as_in_the_readers_language() -> None:
    at = timezone.now().replace(year=2026, month=11, day=27, hour=22, minute=5)
    facts = {"credits": 1, "balance": 12_500, "event": "Boda", "ends_at": at.isoformat(), "zone": "UTC"}
    ends = Notice(kind=NoticeKind.EVENT_ENDS, facts=facts, at=at, until=at)
    rich = Notice(kind=NoticeKind.LOW_WALLET, facts=facts, at=at, until=at)
    one = Notice(kind=NoticeKind.CREDITS_ADDED, facts=facts, at=at, until=at)
    assert words_of(ends, "es-ar").title == "«Boda» termina el 27/11 a las 22:05"
    assert words_of(rich, "es-ar").title == "Tu billetera tiene 12.500 créditos"
    assert words_of(rich, "en").title == "Your wallet has 12,500 credits"
    assert words_of(one, "es-ar").title == "Recibiste 1 crédito"
    assert words_of(one, "pt-br").title == "Você recebeu 1 crédito"


def test_a_notice_of_an_older_version_still_has_words() -> None:
    now = timezone.now()
    assert "…" in words_of(Notice(kind=NoticeKind.LOW_POOL, facts={}, at=now, until=now), "es-ar").title
    approved = Notice(kind=NoticeKind.REQUEST_APPROVED, facts={"asked": 5}, at=now, until=now)
    assert words_of(approved, "es-ar").body.endswith("Ya están en tu saldo.")
    assert set(TEXTS) == set(RULES) == set(NoticeKind)

"""Who guesses passwords is stopped, and keeps nobody else out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from central.operations.schedule import forget_attempts
from central.tenants import logins
from central.tenants.attempts import WITHIN
from central.tenants.known_addresses import REMEMBERED
from central.tenants.logins import WRONG_LOGINS, WRONG_LOGINS_FROM_AN_ADDRESS
from central.tenants.models import PLATFORM_ID, FailedAttempt, KnownAddress, Role, User
from central.tenants.password_links import link_for, use
from contract.ids import new_id
from tests.central.attempts_clock import AttemptsClock
from tests.central.persons import a_user, refusal
from tests.central.test_logins import PASSWORD, log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "quick")
WRONG, LIMITED = (401, "login_wrong"), (429, "rate_limited")
NOBODY = "nobody@people.example"
HOME = "203.0.113.7"


@pytest.fixture
def partner() -> User:
    return a_user(Role.PARTNER, World().tenant_id, password=PASSWORD)


def guesses(email: str, address: str, times: int = WRONG_LOGINS) -> list[tuple[int, str]]:
    return [refusal(log_in(email, "x", address)) for _ in range(times)]


def test_a_guesser_is_stopped_and_the_person_gets_in_from_elsewhere(
    partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = AttemptsClock(monkeypatch)
    assert guesses(partner.email, "198.51.100.1") == [WRONG] * WRONG_LOGINS
    answer = log_in(partner.email.upper(), address="198.51.100.1")
    assert refusal(answer) == LIMITED, "not even with the right password"
    assert int(answer.headers["Retry-After"]) == WITHIN.total_seconds()
    assert log_in(partner.email, address=HOME).status_code == 200
    clock.go_by(WITHIN.total_seconds())
    assert log_in(partner.email, address="198.51.100.1").status_code == 200


def test_a_guesser_with_many_addresses_is_stopped_as_well(
    partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "WRONG_LOGINS_OF_AN_EMAIL", 2 * WRONG_LOGINS + 5)
    assert log_in(partner.email, address=HOME).status_code == 200
    answers = [each for number in range(4) for each in guesses(partner.email, f"198.51.100.{number}")]
    assert answers == [WRONG] * (2 * WRONG_LOGINS + 5) + [LIMITED] * (2 * WRONG_LOGINS - 5)
    assert refusal(log_in(partner.email, address="203.0.113.8")) == LIMITED, "it might be the guesser"
    assert log_in(partner.email, address=HOME).status_code == 200, "where they have been before"
    assert guesses(partner.email, HOME, WRONG_LOGINS + 1) == [*[WRONG] * WRONG_LOGINS, LIMITED]


def test_many_persons_cannot_be_tried_from_one_address_and_a_newcomer_waits_for_a_moment(
    partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = AttemptsClock(monkeypatch)
    newcomer = a_user(Role.PARTNER, partner.tenant_id, password=PASSWORD)
    assert log_in(partner.email).status_code == 200
    for number in range(WRONG_LOGINS_FROM_AN_ADDRESS.free):
        assert refusal(log_in(f"{number}@people.example", "x")) == WRONG
    waits = log_in(newcomer.email)
    assert (refusal(waits), waits.headers["Retry-After"]) == (LIMITED, "1")
    assert log_in(partner.email).status_code == 200, "who is at home there does not wait"
    assert log_in(newcomer.email, address=HOME).status_code == 200
    clock.go_by(1)
    assert log_in(a_user(Role.PARTNER, partner.tenant_id, password=PASSWORD).email).status_code == 200
    assert refusal(log_in("another@people.example", "x")) == WRONG
    assert (
        log_in(a_user(Role.PARTNER, partner.tenant_id, password=PASSWORD).email).headers["Retry-After"] == "2"
    )


def test_who_is_unknown_is_limited_like_who_is_not(partner: User) -> None:
    assert guesses(NOBODY, HOME, 11) == guesses(partner.email, "203.0.113.8", 11)


def test_all_addresses_of_one_subscriber_count_as_one(partner: User) -> None:
    answers = [refusal(log_in(partner.email, "x", f"2001:db8:1:2::{number}")) for number in range(11)]
    assert answers == [WRONG] * WRONG_LOGINS + [LIMITED]
    assert refusal(log_in(partner.email, "x", "2001:db8:1:3::1")) == WRONG


def test_the_longest_of_both_is_counted() -> None:
    longest = f"{'x' * 64}@{'d' * 63}.{'d' * 63}.{'d' * 53}.example"
    assert len(longest) == 254
    assert guesses(longest, "2001:db8:1111:2222:3333:4444:5555:6666", 1) == [WRONG]


def test_right_passwords_are_no_guesses(partner: User) -> None:
    for _ in range(WRONG_LOGINS + 2):
        assert log_in(partner.email).status_code == 200
    assert not FailedAttempt.objects.exclude(key__startswith="logins ").exists()
    assert guesses(partner.email, HOME, WRONG_LOGINS + 1) == [*[WRONG] * WRONG_LOGINS, LIMITED]


@pytest.mark.parametrize("limit", ["LOGINS", "LOGINS_OF_AN_EMAIL"])
def test_a_right_password_is_not_hashed_without_end(
    partner: User, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, limit, 3)
    places = [f"192.0.2.{number}" for number in range(4)] if limit == "LOGINS_OF_AN_EMAIL" else [HOME] * 4
    answers = [log_in(partner.email, address=place) for place in places]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert refusal(answers[-1]) == LIMITED
    monkeypatch.setattr("central.tenants.logins.is_password", None)
    assert refusal(log_in(partner.email, address=places[-1])) == LIMITED, "and nothing was hashed"
    FailedAttempt.objects.update(at=timezone.now() - WITHIN)
    monkeypatch.undo()
    assert log_in(partner.email, address=places[-1]).status_code == 200


def test_wrong_guesses_are_stopped_before_they_use_up_anybodys_logins() -> None:
    assert logins.WRONG_LOGINS < logins.LOGINS
    assert 2 * logins.WRONG_LOGINS_OF_AN_EMAIL < logins.LOGINS_OF_AN_EMAIL


def test_nobodys_right_logins_use_up_those_of_others_at_the_same_address(
    partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten account holders behind one NAT, each logging in as often as they may; then somebody new comes."""
    monkeypatch.setattr(logins, "LOGINS", 60)
    monkeypatch.setattr(logins, "LOGINS_OF_AN_EMAIL", 300)
    busy = [f"{number}@busy.example" for number in range(10)]
    now = timezone.now()
    for email in busy:
        keys = (f"logins of {email} from {HOME}", f"logins of {email}", f"logins from {HOME}")
        FailedAttempt.objects.bulk_create(
            FailedAttempt(tenant_id=PLATFORM_ID, id=new_id(), key=key, at=now)
            for key in keys
            for _ in range(60)
        )
    assert refusal(log_in(busy[0], address=HOME)) == LIMITED
    assert log_in(partner.email, address=HOME).status_code == 200


def test_guesses_made_at_the_same_time_count_as_well(database: str) -> None:
    def guess(_: int) -> tuple[int, str]:
        try:
            return refusal(log_in(NOBODY, "x"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(guess, range(3 * WRONG_LOGINS)))
    assert answers.count(WRONG) <= WRONG_LOGINS
    assert answers.count(LIMITED) >= 2 * WRONG_LOGINS


def test_a_new_password_lets_in_again_wherever_one_was_stopped(partner: User) -> None:
    neighbour = a_user(Role.PARTNER, partner.tenant_id, password=PASSWORD)
    for person in (partner, neighbour):
        guesses(person.email, HOME)
    use(link_for(partner).token, "another password", "192.0.2.1")
    assert log_in(partner.email, "another password", HOME).status_code == 200
    assert refusal(log_in(neighbour.email, address=HOME)) == LIMITED


def test_where_somebody_logged_in_is_kept_as_a_digest_for_a_while(partner: User) -> None:
    assert guesses(partner.email, HOME, 1) == [WRONG]
    assert not KnownAddress.objects.exists()
    for _ in range(3):
        assert log_in(partner.email, address=HOME).status_code == 200
    [known] = KnownAddress.objects.all()
    assert len(bytes(known.digest)) == 32
    forget_attempts(timestamp=0)
    assert KnownAddress.objects.exists()
    KnownAddress.objects.update(at=timezone.now() - timedelta(days=2))
    log_in(partner.email, address=HOME)
    [renewed] = KnownAddress.objects.all()
    assert renewed.at > timezone.now() - timedelta(minutes=1)
    KnownAddress.objects.update(at=timezone.now() - REMEMBERED)
    forget_attempts(timestamp=0)
    assert not KnownAddress.objects.exists()

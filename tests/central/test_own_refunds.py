"""C12: a picture that does not come is given back, once; one that is late is not, whatever dies meanwhile."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from central.catalogue.models import Style
from central.generations import attempts, claims, outcomes, refunds
from central.generations.claims import Claim
from central.generations.models import Generation
from central.generations.providers.base import (
    Accepted,
    Finished,
    PermanentError,
    TemporaryError,
    Work,
)
from central.ledger.user_charges import UserCharge
from central.tenants.models import PLATFORM_ID
from contract.sync import GenerationState
from tests.central import own
from tests.central.persons import refusal
from tests.central.pictures import jpeg

pytestmark = pytest.mark.usefixtures("database")


def lapse(picture_id: UUID) -> None:
    """The claim's time is over."""
    Generation.objects.filter(id=picture_id).update(claimed_until=Now() - timedelta(seconds=1))


def test_a_failed_picture_is_given_back_by_a_transfer_that_names_its_debit() -> None:
    studio, _ = own.studio(PermanentError("no face was found"))
    sitter = own.sitter(credits=300)
    picture_id = sitter.asked(studio.style)
    assert sitter.balance == 200
    own.make(picture_id)
    assert sitter.balance == 300
    [refund] = own.transfers("refund")
    assert (refund.reverses, refund.amount) == (picture_id, 100)
    shown = sitter.shown(picture_id)
    assert (shown["state"], shown["given_back"]) == ("failed", True)
    assert shown["failure"] == "The picture could not be made. Your 100 credits were returned."
    assert sitter.ask(studio.style, id=str(picture_id)).json()["status"] == "duplicate", "not charged anew"
    assert sitter.balance == 300
    own.assert_adds_up()


def test_a_free_one_that_failed_gives_the_days_turn_back() -> None:
    studio, _ = own.studio(PermanentError("no"), Finished(jpeg()), Finished(jpeg()))
    sitter = own.sitter()
    failed, _ = (sitter.asked(studio.style) for _ in range(2))
    assert refusal(sitter.ask(studio.style)) == (429, "daily_limit")
    own.make(failed)
    assert sitter.shown(failed)["failure"].endswith("It was free.")
    assert sitter.quota()["free"]["left"] == 1
    sitter.asked(studio.style)
    assert refusal(sitter.ask(studio.style)) == (429, "daily_limit")
    assert own.transfers("refund") == []


def test_yesterdays_turn_that_is_given_back_today_is_yesterdays() -> None:
    studio, _ = own.studio(PermanentError("no"))
    sitter = own.sitter()
    failed = sitter.asked(studio.style)
    yesterday = timezone.localdate() - timedelta(days=1)
    UserCharge.objects.filter(id=failed).update(day=yesterday)
    sitter.asked(studio.style)
    own.make(failed)
    assert sitter.quota()["free"]["left"] == 1


def test_a_masters_failed_picture_gives_nothing_back() -> None:
    studio, _ = own.studio(PermanentError("no"))
    master = own.master()
    assert own.make(master.asked(studio.style)).state == GenerationState.FAILED
    assert (own.transfers("refund"), master.balance) == ([], 0)


def test_a_time_out_refunds_nothing_and_a_late_success_keeps_the_charge() -> None:
    studio, provider = own.studio(
        TemporaryError("timed out"),
        Accepted("remote-1", poll_after=5),
        *[TemporaryError("timed out")] * (attempts.MAX_ATTEMPTS + 3),
        Finished(jpeg()),
    )
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    while provider.answers:
        assert (sitter.balance, own.transfers("refund")) == (0, [])
        made = own.make(picture_id)
    assert made.state == GenerationState.READY
    assert (sitter.balance, own.transfers("refund")) == (0, [])
    assert provider.calls.count("submit") == 2
    own.assert_adds_up()


def test_work_that_no_provider_ever_finished_is_given_back() -> None:
    studio, _ = own.studio(Accepted("remote-2", poll_after=5), *[TemporaryError("timed out")] * 2)
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    own.make(picture_id)
    own.make(picture_id)
    assert sitter.balance == 0
    Generation.objects.filter(id=picture_id).update(queued_at=datetime.now(UTC) - timedelta(hours=25))
    assert own.make(picture_id).state == GenerationState.FAILED
    assert sitter.balance == 100


def test_a_provider_that_stays_away_is_given_up_and_given_back() -> None:
    studio, _ = own.studio(*[TemporaryError("unreachable")] * attempts.MAX_ATTEMPTS)
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    for attempt in range(attempts.MAX_ATTEMPTS):
        assert sitter.balance == 0, f"before attempt {attempt + 1}"
        own.make(picture_id)
    assert sitter.balance == 100


def test_a_style_that_was_deleted_meanwhile_is_given_back() -> None:
    studio, provider = own.studio()
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    Style.objects.filter(id=studio.style.id).delete()
    own.make(picture_id)
    assert (sitter.balance, provider.calls) == (100, [])
    assert sitter.shown(picture_id)["failure"].startswith("This style is no longer available")


def test_what_nobody_works_on_can_be_cancelled_and_is_given_back_once() -> None:
    studio, provider = own.studio()
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    path = f"/me/generations/{picture_id}/cancel"
    first, again = sitter.person.post(path).json(), sitter.person.post(path).json()
    assert [(each["status"], each["balance"]) for each in (first, again)] == [
        ("applied", 100), ("duplicate", 100),
    ]  # fmt: skip
    assert (first["picture"]["state"], first["picture"]["given_back"]) == ("cancelled", True)
    own.make(picture_id)
    assert (provider.calls, len(own.transfers("refund"))) == ([], 1)


def test_what_a_provider_has_cannot_be_cancelled() -> None:
    studio, _ = own.studio(Accepted("remote-3", poll_after=60), Finished(jpeg()))
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    own.make(picture_id)
    path = f"/me/generations/{picture_id}/cancel"
    assert refusal(sitter.person.post(path)) == (409, "conflict")
    assert own.make(picture_id).state == GenerationState.READY
    assert refusal(sitter.person.post(path)) == (409, "conflict")
    assert sitter.balance == 0


def overtaken(picture_id: UUID) -> Claim:
    """The claim of an attempt that was so slow that another one has ended meanwhile."""
    slow = claims.claim(PLATFORM_ID, picture_id, 30)
    assert slow is not None
    lapse(picture_id)
    own.make(picture_id)
    return slow


def test_of_two_attempts_the_slower_neither_refunds_nor_delivers() -> None:
    studio, _ = own.studio(Finished(jpeg()))
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    slow = overtaken(picture_id)
    outcomes.failed(slow, PermanentError("too late"))
    assert (sitter.balance, own.transfers("refund")) == (0, [])


def test_a_picture_that_was_given_back_is_not_delivered_by_a_slower_attempt() -> None:
    studio, _ = own.studio(PermanentError("no"))
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    slow = overtaken(picture_id)
    outcomes.finished(slow, Finished(jpeg(seed=5)), Work(jpeg(), "noir", "", "", "#ffffff"), "looks")
    assert sitter.shown(picture_id)["state"] == "failed"
    assert sitter.balance == 100


@pytest.mark.parametrize("moment", ["before the refund", "after the refund", "after the commit"])
def test_a_worker_killed_while_it_refunds_refunds_once(moment: str) -> None:
    studio, _ = own.studio(*[PermanentError("no")] * 2)
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)
    kill_a_worker(picture_id, moment)
    committed = moment == "after the commit"
    assert (sitter.balance, len(own.transfers("refund"))) == ((100, 1) if committed else (0, 0))
    for _ in range(2):
        if not committed:
            lapse(picture_id)
        own.make(picture_id)
    assert (sitter.balance, len(own.transfers("refund"))) == (100, 1)
    assert sitter.shown(picture_id)["state"] == "failed"
    own.assert_adds_up()


def kill_a_worker(picture_id: UUID, moment: str) -> None:
    """Let a worker process make one attempt, and kill it at that moment."""
    context = multiprocessing.get_context("fork")
    reached = context.Event()
    connection.close()
    worker = context.Process(target=_work_until, args=(picture_id, moment, reached))
    worker.start()
    assert reached.wait(20)
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join()


def _work_until(picture_id: UUID, moment: str, reached: Any) -> None:
    connection.close()

    def stop() -> None:
        reached.set()
        signal.pause()

    if moment != "after the commit":
        stopping = _stopping(refunds.refund_if_promised, moment, stop)
        pytest.MonkeyPatch().setattr(
            outcomes, "refund_if_promised", stopping
        )  # Never undone: this process dies.
    attempts.make(PLATFORM_ID, picture_id)
    stop()


def _stopping(refund: Callable[[Generation], None], moment: str, stop: Callable[[], None]) -> Any:
    def stopping(generation: Generation) -> None:
        if moment == "after the refund":
            refund(generation)
        stop()

    return stopping


@pytest.mark.parametrize("round_number", range(5))
def test_failure_and_cancellation_at_the_same_moment_give_back_once(round_number: int) -> None:
    studio, _ = own.studio(PermanentError("no"))
    sitter = own.sitter(credits=100)
    picture_id = sitter.asked(studio.style)

    def cancel() -> Any:
        return sitter.person.post(f"/me/generations/{picture_id}/cancel")

    own.at_once(lambda: own.make(picture_id), cancel)
    assert (sitter.balance, len(own.transfers("refund"))) == (100, 1)
    assert sitter.shown(picture_id)["given_back"]

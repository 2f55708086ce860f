"""Scheduled tasks of the worker. Each may run twice at once."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from central.events.lifecycle import return_leftovers
from central.fleet.leases import reclaim_expired
from central.fleet.state_announcements import announce_changed_states
from central.generations import claim_codes
from central.generations.photo_timeouts import give_up_on_photos
from central.ledger.proofs import prove
from central.operations.deletion import forfeit_what_came_late
from central.operations.missing_photos import ask_for_photos
from central.tenants import attempts, password_links
from central.tenants.models import PLATFORM_ID

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */5")
@app.task(name="fleet.announce", queue="fleet", queueing_lock="fleet.announce")
def announce(timestamp: int) -> None:
    """Tell booths that their event has started, ended, or run out of credits, or has some again."""
    announce_changed_states()


@app.periodic(cron="*/5 * * * *")
@app.task(name="fleet.reclaim", queue="fleet", queueing_lock="fleet.reclaim")
def reclaim(timestamp: int) -> None:
    """Take back leases of booths that never came back, return what closed events have left, and forfeit
    what deleted partners have."""
    leases = reclaim_expired()
    credits = return_leftovers()
    forfeited = forfeit_what_came_late()
    if leases or credits or forfeited:
        log.info(
            "%s leases reclaimed, %s credits of closed events returned, %s of deleted partners forfeited",
            leases, credits, forfeited,
        )  # fmt: skip


@app.periodic(cron="* * * * *")
@app.task(name="fleet.ask_for_photos", queue="fleet", queueing_lock="fleet.ask_for_photos")
def ask_for_missing_photos(timestamp: int) -> None:
    """Ask booths that are online for photos that pictures have been waiting for."""
    asked = ask_for_photos(timezone.now())
    if asked:
        log.warning("booths were asked again for %s photos", asked)


@app.periodic(cron="17 4 * * *")
@app.task(name="fleet.photos", queue="fleet", queueing_lock="fleet.photos")
def photos(timestamp: int) -> None:
    """Give up on pictures whose photo never came."""
    given_up = give_up_on_photos(timezone.now())
    if given_up:
        log.warning("%s pictures failed, as their photos never came", given_up)


@app.periodic(cron="27 4 * * *")
@app.task(name="fleet.unmet_codes", queue="fleet", queueing_lock="fleet.unmet_codes")
def forget_unmet_codes(timestamp: int) -> None:
    """Delete erased claim codes whose requests never came."""
    claim_codes.forget_unmet(timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="tenants.attempts", queue="fleet", queueing_lock="tenants.attempts")
def forget_attempts(timestamp: int) -> None:
    """Delete failed logins and pairing codes that no longer count, and links that have expired."""
    attempts.purge()
    password_links.purge()


@app.periodic(cron="41 3 * * *")
@app.task(name="ledger.audit", queue="fleet", queueing_lock="ledger.audit")
def audit_ledger(timestamp: int) -> None:
    """Prove every night that the ledger adds up (C18), and keep the proof."""
    proof = prove(PLATFORM_ID)
    for fault in proof.faults:
        log.critical("the ledger does not add up: %s", fault)
    log.info("%s transfers were audited in %.1f s", proof.transfers, proof.seconds)

"""Scheduled tasks of the worker. Each may run twice at once."""

import logging

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from central.base.queues import HOUSEKEEPING, LETTERS, LONG, NOTICES, PAYMENTS, PUSHES
from central.events.lifecycle import return_leftovers
from central.events.notices import tell_endings
from central.fleet import health_history
from central.fleet.credit_changes import look_at_credit_changes
from central.fleet.leases import reclaim_expired
from central.fleet.silence import tell_silences
from central.fleet.state_announcements import announce_changed_states
from central.generations import claim_codes
from central.generations.photo_timeouts import give_up_on_photos
from central.guests import letters, sending
from central.incidents.incidents import open_incidents
from central.notices import emails, pushes
from central.notices.retention import forget_old
from central.notices.spreading import spread
from central.operations.debts import collect_debts
from central.operations.deletion import forfeit_what_came_late
from central.operations.missing_photos import ask_for_photos
from central.operations.proofs import prove
from central.payments import notices, pending
from central.tenants import attempts, audit_log, domains, known_addresses, password_links, team_invitations
from central.tenants.low_balances import look_at_owners
from central.tenants.readers import PEOPLE

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */5")
@app.task(name="fleet.announce", queue=HOUSEKEEPING, queueing_lock="fleet.announce")
def announce(timestamp: int) -> None:
    """Tell booths that their event has started, ended, or run out of credits, or has some again."""
    announce_changed_states()


@app.periodic(cron="*/5 * * * *")
@app.task(name="fleet.reclaim", queue=HOUSEKEEPING, queueing_lock="fleet.reclaim")
def reclaim(timestamp: int) -> None:
    """Take back leases of booths that never came back."""
    leases = reclaim_expired()
    if leases:
        log.info("%s leases reclaimed", leases)


@app.periodic(cron="* * * * *")
@app.task(name="events.leftovers", queue=HOUSEKEEPING, queueing_lock="events.leftovers")
def leftovers(timestamp: int) -> None:
    """Return what events that are over have left to their owners."""
    look_at_credit_changes()
    credits = return_leftovers()
    if credits:
        log.info("%s credits of events that are over returned", credits)


@app.periodic(cron="20 * * * *")
@app.task(name="fleet.health_history", queue=HOUSEKEEPING, queueing_lock="fleet.health_history")
def forget_health(timestamp: int) -> None:
    """Forget how booths were more than a week ago."""
    health_history.purge()


@app.periodic(cron="* * * * *")
@app.task(name="ledger.debts", queue=HOUSEKEEPING, queueing_lock="ledger.debts")
def debts(timestamp: int) -> None:
    """Let owners pay what their events owe, where what came in has not."""
    credits = collect_debts()
    if credits:
        log.info("%s credits that events owed were paid by their owners", credits)


@app.periodic(cron="*/10 * * * *")
@app.task(name="tenants.domains", queue=LONG, queueing_lock="tenants.domains")
def look_at_domains(timestamp: int) -> None:
    """Look whether partners' own domains are still theirs."""
    domains.look_at_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="tenants.forfeit", queue=HOUSEKEEPING, queueing_lock="tenants.forfeit")
def forfeit(timestamp: int) -> None:
    """Forfeit what came back to deleted partners."""
    credits = forfeit_what_came_late()
    if credits:
        log.info("%s credits of deleted partners forfeited", credits)


@app.periodic(cron="* * * * * */5")
@app.task(name="notices.look", queue=HOUSEKEEPING, queueing_lock="notices.look")
def look_for_notices(timestamp: int) -> None:
    """Tell what follows from balances and from time, and hand on to its readers whatever was told."""
    look_at_owners()
    tell_endings()
    tell_silences()
    spread(PEOPLE)


@app.periodic(cron="* * * * * */5")
@app.task(name="notices.emails", queue=NOTICES, queueing_lock="notices.emails")
def send_emails(timestamp: int) -> None:
    """Send the notices that people want by e-mail."""
    emails.send_due(PEOPLE)


@app.periodic(cron="* * * * * */5")
@app.task(name="notices.pushes", queue=PUSHES, queueing_lock="notices.pushes")
def send_pushes(timestamp: int) -> None:
    """Send the notices that people want on their phones."""
    pushes.send_due(PEOPLE)


@app.periodic(cron="* * * * * */5")
@app.task(name="guests.letters", queue=LETTERS, queueing_lock="guests.letters")
def send_letters(timestamp: int) -> None:
    """Let the mails to guests go out whose moment has come, and send the letters that are due."""
    letters.spread_due()
    sending.send_due(PEOPLE.platform_id)


@app.periodic(cron="23 4 * * *")
@app.task(name="notices.forget", queue=LONG, queueing_lock="notices.forget")
def forget_notices(timestamp: int) -> None:
    """Delete notices that are half a year old."""
    forget_old(timezone.now())


@app.periodic(cron="* * * * * */20")
@app.task(name="payments.notices", queue=PAYMENTS, queueing_lock="payments.notices")
def payment_notices(timestamp: int) -> None:
    """Settle payments that were announced before the provider showed them, or while it was away."""
    settled = notices.retry_due(timezone.now())
    if settled:
        log.info("%s announced payments were settled", settled)


@app.periodic(cron="* * * * *")
@app.task(name="payments.pending", queue=PAYMENTS, queueing_lock="payments.pending")
def pending_purchases(timestamp: int) -> None:
    """Look for payments whose webhook never came."""
    paid = pending.check_due(timezone.now())
    if paid:
        log.warning("%s purchases were paid without a webhook", paid)


@app.periodic(cron="* * * * *")
@app.task(name="fleet.ask_for_photos", queue=HOUSEKEEPING, queueing_lock="fleet.ask_for_photos")
def ask_for_missing_photos(timestamp: int) -> None:
    """Ask booths that are online for photos that pictures have been waiting for."""
    asked = ask_for_photos(timezone.now())
    if asked:
        log.warning("booths were asked again for %s photos", asked)


@app.periodic(cron="17 4 * * *")
@app.task(name="fleet.photos", queue=LONG, queueing_lock="fleet.photos")
def photos(timestamp: int) -> None:
    """Give up on pictures whose photo never came."""
    given_up = give_up_on_photos(timezone.now())
    if given_up:
        log.warning("%s pictures failed, as their photos never came", given_up)


@app.periodic(cron="27 4 * * *")
@app.task(name="fleet.unmet_codes", queue=LONG, queueing_lock="fleet.unmet_codes")
def forget_unmet_codes(timestamp: int) -> None:
    """Delete erased claim codes whose requests never came."""
    claim_codes.forget_unmet(timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="tenants.attempts", queue=HOUSEKEEPING, queueing_lock="tenants.attempts")
def forget_attempts(timestamp: int) -> None:
    """Delete failed attempts and known addresses that no longer count, and links that have expired."""
    with transaction.atomic():  # One, not five.
        attempts.purge()
        known_addresses.purge()
        password_links.purge()
        team_invitations.purge()
        SessionStore.clear_expired()


@app.periodic(cron="*/30 * * * *")
@app.task(name="tenants.audit_log", queue=LONG, queueing_lock="tenants.audit_log")
def forget_details(timestamp: int) -> None:
    """Forget who was where, and what was changed into what, in entries that are old."""
    audit_log.forget_details(timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="ledger.audit", queue=LONG, queueing_lock="ledger.audit")
def audit_ledger(timestamp: int) -> None:
    """Prove every night that the ledger adds up (C18), and keep the proof."""
    proof = prove()
    for fault in proof.faults:
        log.critical("the ledger does not add up: %s", fault)
    for incident in open_incidents():
        log.critical("still open: %s, %s: %s", incident.part, incident.subject, incident.sentence)
    log.info("%s transfers were audited in %.1f s", proof.transfers, proof.seconds)

"""A partner's own domain: named by an owner, proven by a TXT record, looked at again as long as it is used.

A domain is whoever's who proves it: of two that name one, each has a token of their own, and one alone is
ever proven. Name servers are asked outside of any transaction; what they say is judged against what is stored
by then.
"""

import secrets
from datetime import timedelta
from ipaddress import ip_address
from threading import BoundedSemaphore
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import idna
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from central.incidents.isolation import About, each_alone
from central.server.db_pool import let_go
from central.server.dns_records import DnsUnsure, txt_records
from central.tenants import audit_log, team
from central.tenants.attempts import note_attempt
from central.tenants.errors import DomainTaken, DomainUnsure, NoDomain, NotFound
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind, Domain, TeamRole, Tenant, User
from contract.ids import new_id

LABEL: Final = "_cabina"
"""Below it stands the record: one that is at the domain itself already stays as it is."""
GRACE: Final = timedelta(days=3)
"""For so long a domain is served although its record is gone: a provider's mistake is mended by then."""
AGAIN: Final = timedelta(days=1)
SOON: Final = timedelta(hours=1)
UNPROVEN_FOR: Final = timedelta(days=30)
"""Then what nobody has proven is forgotten."""
AT_ONCE: Final = 20
CHECKS: Final = 20
"""In a quarter of an hour: each makes us ask name servers for up to five seconds."""
_LONGEST: Final = 253
_asking: Final = BoundedSemaphore(2)
"""People of one process who wait for name servers: whoever's never answer must not take every thread."""


def of(tenant_id: UUID) -> Domain | None:
    """What the partner has named, proven or not."""
    return Domain.objects.filter(tenant_id=tenant_id).first()


def named(text: str) -> str:
    """A domain as it is kept: in lower case, in the letters of the DNS. Raises NoDomain."""
    try:
        name = idna.encode(text.strip().rstrip(".").lower(), uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise NoDomain from error
    if "." not in name or len(name) > _LONGEST or name.rpartition(".")[2].isdigit() or _is_address(name):
        raise NoDomain
    own = urlsplit(settings.PUBLIC_URL).hostname or ""
    if name == own or name.endswith(f".{own}") or own.endswith(f".{name}"):
        raise NoDomain
    return name


def name_it(text: str, by: User) -> Domain:
    """The partner's domain from now on, to be proven; an earlier one is not served any more.

    Raises NoDomain, NotInTheirRole, PartnerInactive.
    """
    name = named(text)
    with transaction.atomic():
        former = _held(by)
        if former is not None and former.name == name:
            return former
        if former is not None:
            former.delete()
        now = timezone.now()
        made = Domain.objects.create(
            id=new_id(), tenant_id=by.tenant_id, name=name, token=secrets.token_urlsafe(24), due_at=now + SOON
        )
        _record(by.tenant_id, former.name if former else "", name, by.actor)
    return made


def remove(by: User) -> None:
    """None any more; repeating changes nothing. Raises NotInTheirRole, PartnerInactive."""
    with transaction.atomic():
        former = _held(by)
        if former is not None:
            former.delete()
            _record(by.tenant_id, former.name, "", by.actor)


def check(by: User) -> Domain:
    """Look for the record now.

    Raises NotFound, NotInTheirRole, DomainTaken, DomainUnsure, TooManyAttempts.
    """
    team.refuse_below(by, TeamRole.OWNER)
    note_attempt({f"domain checks of {by.tenant_id}": CHECKS})
    domain = of(by.tenant_id)
    if domain is None:
        raise NotFound("domain")
    if not _asking.acquire(blocking=False):
        raise DomainUnsure
    try:
        _look(domain)
    except DnsUnsure as error:
        raise DomainUnsure from error
    finally:
        _asking.release()
    found = of(by.tenant_id)
    if found is None:
        raise NotFound("domain")
    return found


def look_at_due() -> int:
    """Look at the domains whose turn it is, or forget one that nobody has proven for a month; how many are
    proven."""
    due = list(Domain.objects.filter(due_at__lte=timezone.now()).order_by("due_at")[:AT_ONCE])
    looked = each_alone(
        "tenants.domains", due, _look_again, _about, in_transaction=False, is_all=len(due) < AT_ONCE
    )
    return sum(looked)


def tenant_at(host: str) -> UUID | None:
    """Whose domain this is: a partner's that is in business, and has proven it."""
    proven = Domain.objects.filter(name=host, proven_at__isnull=False)
    active = Tenant.objects.filter(id__in=proven.values("tenant_id"), active=True, deleted_at=None)
    return active.values_list("id", flat=True).first()


def _look_again(domain: Domain) -> bool:
    if _is_given_up(domain):
        Domain.objects.filter(id=domain.id, token=domain.token, proven_at=None).delete()
        return False
    try:
        return _look(domain)
    except DnsUnsure:
        Domain.objects.filter(id=domain.id).update(due_at=timezone.now() + SOON)
        return domain.proven_at is not None
    except DomainTaken:
        return False


def _is_given_up(domain: Domain) -> bool:
    unproven_since = domain.missing_since or domain.created_at
    return domain.proven_at is None and unproven_since < timezone.now() - UNPROVEN_FOR


def _look(domain: Domain) -> bool:
    """Whether it is proven now. Raises DnsUnsure, DomainTaken."""
    let_go()
    texts = txt_records(f"{LABEL}.{domain.name}")
    with transaction.atomic():
        return _judged(domain, _record_of(domain.token) in texts, texts)


def _judged(domain: Domain, is_there: bool, texts: frozenset[str]) -> bool:
    """In the caller's transaction. Nobody may have named another domain meanwhile."""
    now, same = timezone.now(), Domain.objects.filter(id=domain.id, token=domain.token)
    if is_there:
        _take_over(domain, texts)
        try:
            with transaction.atomic():
                proven = same.filter(proven_at=None).update(proven_at=now)
        except IntegrityError as error:  # At this very moment.
            raise DomainTaken from error
        same.update(missing_since=None, looked_at=now, due_at=now + AGAIN)
        if proven:
            _record(domain.tenant_id, "", domain.name, "platform", AuditKind.APPROVED)
        return True
    same.filter(missing_since=None).update(missing_since=now)
    same.update(looked_at=now, due_at=now + SOON)
    gone = same.filter(proven_at__isnull=False, missing_since__lte=now - GRACE).update(proven_at=None)
    if gone:
        _record(domain.tenant_id, domain.name, "", "platform", AuditKind.WITHDRAWN)
    return same.filter(proven_at__isnull=False).exists()


def _take_over(domain: Domain, texts: frozenset[str]) -> None:
    """Whoever had proven it, and whose record is not there any more, has it no longer. Raises DomainTaken."""
    others = Domain.objects.filter(name=domain.name, proven_at__isnull=False).exclude(id=domain.id)
    for other in others:
        if _record_of(other.token) in texts:
            raise DomainTaken
        Domain.objects.filter(id=other.id).update(proven_at=None, missing_since=timezone.now())
        _record(other.tenant_id, other.name, "", "platform", AuditKind.WITHDRAWN)


def _held(by: User) -> Domain | None:
    team.lock_team(by.tenant_id)
    team.refuse_below(team.member(by.tenant_id, by.id), TeamRole.OWNER)
    lock_active(by.tenant_id)
    return of(by.tenant_id)


def _record(tenant_id: UUID, before: str, after: str, actor: str, what: AuditKind = AuditKind.EDITED) -> None:
    subject = Tenant.objects.get(id=tenant_id).subject
    audit_log.record(subject, what, actor, changes={"domain": (before, after)})


def _record_of(token: str) -> str:
    return f"cabina={token}"


def record_of(domain: Domain) -> tuple[str, str]:
    """The name and the text of the record that proves it."""
    return f"{LABEL}.{domain.name}", _record_of(domain.token)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _about(domain: Domain) -> About:
    return About(domain.tenant_id, f"domain:{domain.id}")

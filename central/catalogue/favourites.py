"""The styles that an owner of events likes best (L8): a client, or the partner itself."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from central.base.refusals import DomainError
from central.catalogue.grants import Named, refuse_unusable, rights_of, usable_styles
from central.catalogue.models import FavouriteStyle, Style
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.locks import lock_active, lock_list
from central.tenants.models import AuditKind
from central.tenants.subjects import Subject, SubjectKind
from contract.problem import Code

MOST_FAVOURITES: Final = 100
"""Of one owner."""


class TooManyFavourites(DomainError):
    """Nothing was added."""

    code = Code.LIMIT_REACHED
    sentence = f"There are {MOST_FAVOURITES} favourite styles already; remove one first."


def add(tenant_id: UUID, client_id: UUID | None, style_id: UUID, by: AdminCommand) -> None:
    """Like a style; repeating changes nothing. Raises NoSuchStyle, TooManyFavourites, PartnerInactive."""
    with transaction.atomic():
        lock_active(tenant_id)
        lock_list(client_id or tenant_id, b"cabina.favourite")
        refuse_unusable(tenant_id, client_id, Named(styles=frozenset({style_id})))
        of_owner = _of(tenant_id, client_id)
        before = of_owner.count()
        if of_owner.filter(style_id=style_id).exists():
            return
        if before >= MOST_FAVOURITES:
            raise TooManyFavourites
        FavouriteStyle.objects.create(tenant_id=tenant_id, owner_id=client_id or tenant_id, style_id=style_id)
        _record(tenant_id, client_id, (before, before + 1), by)


def remove(tenant_id: UUID, client_id: UUID | None, style_id: UUID, by: AdminCommand) -> None:
    """Like it no longer; repeating changes nothing. Raises PartnerInactive."""
    with transaction.atomic():
        lock_active(tenant_id)
        lock_list(client_id or tenant_id, b"cabina.favourite")
        before = _of(tenant_id, client_id).count()
        if _of(tenant_id, client_id).filter(style_id=style_id).delete()[0]:
            _record(tenant_id, client_id, (before, before - 1), by)


def favourites(tenant_id: UUID, client_id: UUID | None) -> list[Style]:
    """Those that may be offered now, in gallery order. What is taken away and given again is liked again."""
    liked = _of(tenant_id, client_id).values("style_id")
    rights = rights_of([(tenant_id, client_id)])
    styles = usable_styles(tenant_id).filter(active=True, id__in=liked).order_by("position", "slug")
    return [style for style in styles if rights.allow(tenant_id, client_id, style)]


def liked(tenant_id: UUID, client_id: UUID | None) -> frozenset[UUID]:
    """The ids of all that they like, those among them that may not be offered now."""
    return frozenset(_of(tenant_id, client_id).values_list("style_id", flat=True))


def forget_all(tenant_id: UUID) -> None:
    """Forget what everybody under a deleted partner liked, in the caller's transaction."""
    FavouriteStyle.objects.filter(tenant_id=tenant_id).delete()


def _of(tenant_id: UUID, client_id: UUID | None) -> QuerySet[FavouriteStyle]:
    return FavouriteStyle.objects.filter(tenant_id=tenant_id, owner_id=client_id or tenant_id)


def _record(tenant_id: UUID, client_id: UUID | None, counts: tuple[int, int], by: AdminCommand) -> None:
    kind = SubjectKind.CLIENT if client_id else SubjectKind.PARTNER
    subject = Subject(tenant_id, kind, client_id or tenant_id, client_id)
    audit_log.record(subject, AuditKind.EDITED, by.actor, changes={"favourite_styles": counts})

"""Which channels a person wants for each kind of notice."""

from collections.abc import Collection, Mapping
from uuid import UUID

from central.base.refusals import DomainError
from central.notices.kinds import RULES, Channel, NoticeKind, kinds_of
from central.notices.models import Preference

Chosen = Mapping[tuple[UUID, NoticeKind], frozenset[Channel]]


class NotForThisRole(DomainError):
    """People of this role are never told such a thing."""

    sentence = "There are no such notices for you."


def chosen(user_ids: Collection[UUID], kinds: Collection[NoticeKind]) -> Chosen:
    """The channels of each of these people for each of these kinds; one statement."""
    ways = {(user_id, kind): set(RULES[kind].channels) for user_id in user_ids for kind in kinds}
    rows = Preference.objects.filter(user_id__in=user_ids, kind__in=kinds)
    for user_id, kind, channel, wanted in rows.values_list("user_id", "kind", "channel", "wanted"):
        way = ways[user_id, NoticeKind(kind)]
        (way.add if wanted else way.discard)(Channel(channel))
    return {key: frozenset(way) for key, way in ways.items()}


def of_person(user_id: UUID, role: str) -> dict[NoticeKind, frozenset[Channel]]:
    """What a person of this role hears of, and how."""
    kinds = kinds_of(role)
    ways = chosen([user_id], kinds)
    return {kind: ways[user_id, kind] for kind in kinds}


def choose(
    tenant_id: UUID, user_id: UUID, role: str, wanted: Mapping[NoticeKind, Collection[Channel]]
) -> None:
    """Keep which channels the person wants for these kinds. Raises NotForThisRole."""
    if wanted.keys() - set(kinds_of(role)):
        raise NotForThisRole
    rows = [
        Preference(
            tenant_id=tenant_id, user_id=user_id, kind=kind, channel=channel, wanted=channel in channels
        )
        for kind, channels in sorted(wanted.items())
        for channel in Channel
    ]
    Preference.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["wanted"],
        unique_fields=["tenant_id", "user_id", "kind", "channel"],
    )


def forget(tenant_id: UUID, user_id: UUID) -> None:
    """Back to what everybody has."""
    Preference.objects.filter(tenant_id=tenant_id, user_id=user_id).delete()

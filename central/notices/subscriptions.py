"""The browsers in which people want to be told: kept as they subscribe, gone as they leave."""

import hashlib
from collections.abc import Collection
from typing import Annotated, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from pydantic import Field, StringConstraints

from central.base.refusals import DomainError
from central.notices.models import MOST_ENDPOINT, Subscription
from central.notices.outgoing import Forbidden, refuse_address
from central.notices.web_push import BadKeys, BrowserKeys, from_base64
from contract.shape import Shape

MOST_BROWSERS: Final = 10
"""Of one person. The one that subscribed first makes room."""

_Key = Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")]


class SubscriptionRefused(DomainError):
    """This is not what a browser makes."""

    sentence = "This browser's subscription cannot be used."


class Keys(Shape):
    """The keys of a subscription, as browsers write them."""

    p256dh: _Key
    auth: _Key


class NewSubscription(Shape):
    """What `PushSubscription.toJSON()` gives in a browser. `label` names the browser to its owner."""

    endpoint: Annotated[str, Field(max_length=MOST_ENDPOINT)]
    keys: Keys
    label: Annotated[str, Field(max_length=80)] = ""


def subscribe(tenant_id: UUID, user_id: UUID, new: NewSubscription) -> None:
    """Tell this person in this browser from now on, and whoever used it before no more.

    Repeating is harmless. Raises SubscriptionRefused.
    """
    keys = _keys(new)
    with transaction.atomic():
        row = Subscription(
            tenant_id=tenant_id,
            user_id=user_id,
            digest=_digest(new.endpoint),
            endpoint=new.endpoint,
            public_key=keys.public_key,
            auth=keys.auth,
            label=new.label.replace("\0", ""),
        )
        Subscription.objects.filter(digest=row.digest).exclude(tenant_id=tenant_id, user_id=user_id).delete()
        Subscription.objects.bulk_create(
            [row],
            update_conflicts=True,
            update_fields=["user_id", "public_key", "auth", "label"],
            unique_fields=["tenant_id", "digest"],
        )
        theirs = Subscription.objects.filter(tenant_id=tenant_id, user_id=user_id).order_by("-made_at")
        too_many = list(theirs.values_list("id", flat=True)[MOST_BROWSERS : MOST_BROWSERS + 100])
        theirs.filter(id__in=too_many).delete()


def unsubscribe(tenant_id: UUID, user_id: UUID, endpoint: str) -> bool:
    """Tell this person no more in this browser. False: they were not told there."""
    theirs = Subscription.objects.filter(tenant_id=tenant_id, user_id=user_id, digest=_digest(endpoint))
    return bool(theirs.delete()[0])


def forget(tenant_id: UUID, user_id: UUID, subscription_id: UUID) -> bool:
    """The same, from another browser of theirs."""
    theirs = Subscription.objects.filter(tenant_id=tenant_id, user_id=user_id, id=subscription_id)
    return bool(theirs.delete()[0])


def of_person(tenant_id: UUID, user_id: UUID) -> list[Subscription]:
    """Where the person is told, the newest first."""
    return list(Subscription.objects.filter(tenant_id=tenant_id, user_id=user_id).order_by("-made_at"))


def reached(subscriptions: Collection[Subscription]) -> None:
    """Their push services have each taken a message."""
    _same(subscriptions).update(reached_at=timezone.now())


def gone(subscription: Subscription) -> None:
    """Its push service says that there is no such browser any more."""
    _same([subscription]).delete()


def keys_of(subscription: Subscription) -> BrowserKeys:
    """With what it is written to."""
    return BrowserKeys(bytes(subscription.public_key), bytes(subscription.auth))


def _same(subscriptions: Collection[Subscription]) -> QuerySet[Subscription]:
    tenants, ids = {each.tenant_id for each in subscriptions}, {each.id for each in subscriptions}
    return Subscription.objects.filter(tenant_id__in=tenants, id__in=ids)


def _keys(new: NewSubscription) -> BrowserKeys:
    try:
        refuse_address(new.endpoint)
        keys = BrowserKeys(from_base64(new.keys.p256dh.rstrip("=")), from_base64(new.keys.auth.rstrip("=")))
        keys.point()
    except (Forbidden, BadKeys, ValueError) as error:
        raise SubscriptionRefused from error
    return keys


def _digest(endpoint: str) -> bytes:
    return hashlib.sha256(endpoint.encode(errors="replace")).digest()

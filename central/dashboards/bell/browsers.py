"""Browsers come and go: what their page asks by a script, and what their owner does from elsewhere."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from pydantic import ValidationError

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.templatetags.kit import browser as browser_name
from central.notices import pushes, subscriptions
from central.notices.subscriptions import NewSubscription, SubscriptionRefused
from central.tenants.models import User

_MOST_BYTES: Final = 4_000
_TOLD_HERE: Final = "told_here"
"""Where a session keeps at which address its browser is told things."""


@page(methods=("POST",))
def subscribe(request: PageRequest) -> HttpResponse:
    """With `PushSubscription.toJSON()` as the body. Raises SubscriptionRefused."""
    new = _read(request)
    label = str(browser_name(request.headers.get("User-Agent", "")))[:80]
    subscriptions.subscribe(request.user.tenant_id, request.user.id, new.model_copy(update={"label": label}))
    before = request.session.get(_TOLD_HERE)
    if before and before != new.endpoint:
        subscriptions.unsubscribe(request.user.tenant_id, request.user.id, before)
    request.session[_TOLD_HERE] = new.endpoint
    return HttpResponse(status=204)


@page(methods=("GET",))
def renewal(request: PageRequest) -> JsonResponse:
    """What a browser's worker needs to subscribe anew by itself: only where its owner did by hand."""
    if not request.session.get(_TOLD_HERE):
        raise Http404
    return JsonResponse(
        {"token": get_token(request), "key": pushes.public_key(), "subscribe": reverse("bell-subscribe")}
    )


@page(methods=("POST",))
def leave(request: PageRequest) -> HttpResponse:
    """With the same body; harmless if it is none of theirs."""
    subscriptions.unsubscribe(request.user.tenant_id, request.user.id, _read(request).endpoint)
    return HttpResponse(status=204)


@page(methods=("POST",))
def forget(request: PageRequest, subscription_id: UUID) -> HttpResponse:
    """From the list, also in another browser."""
    subscriptions.forget(request.user.tenant_id, request.user.id, subscription_id)
    return HttpResponseRedirect(reverse("bell-preferences"))


def forget_here(request: HttpRequest, user: User | None, **_: object) -> None:
    """Whoever logs out is told nothing in this browser any more: the next person may look at it."""
    endpoint = request.session.get(_TOLD_HERE)
    if user is not None and endpoint:
        subscriptions.unsubscribe(user.tenant_id, user.id, endpoint)


def _read(request: PageRequest) -> NewSubscription:
    body = request.body
    if len(body) > _MOST_BYTES:
        raise SubscriptionRefused
    try:
        return NewSubscription.model_validate_json(body)
    except ValidationError as error:
        raise SubscriptionRefused from error

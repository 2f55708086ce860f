"""What somebody was told, the newest first, and where each notice leads."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.header import Bell
from central.dashboards.kit.lists import asked_for, listed
from central.dashboards.kit.live import stream_together
from central.notices import bell as bells
from central.tenants.models import User

_PAGES: Final = {
    "event": ("partner-event", "client-event"),
    "kiosk": ("partner-booth",),
    "credit_request": ("partner-request", "client-credits"),
    "balance": ("partner-wallet", "client-credits"),
    "purchase": ("master-purchases",),
}
"""By what a notice is about: the names of the pages that may show it to its reader, if there are any."""


def unread_of(person: User) -> Bell:
    """For the head of every page."""
    unread = bells.unread(person.tenant_id, person.id)
    return Bell(unread, reverse("bell"), reverse("bell-number"), reverse("bell-live"))


@page(methods=("GET", "HEAD"))
def number(request: PageRequest) -> HttpResponse:
    """What is unread, as the head of every page shows it."""
    unread = bells.unread(request.user.tenant_id, request.user.id)
    return render(request, "kit/bell.html", {"unread": unread})


@page(methods=("GET",))
def live(request: PageRequest) -> StreamingHttpResponse:
    """Says when that changes."""
    return stream_together((request.user.tenant_id, request.user.id), bells.unread_of_each)


@page(methods=("GET", "HEAD"))
def bell(request: PageRequest) -> HttpResponse:
    """The whole list, page by page."""
    person = request.user
    found = bells.page(person.tenant_id, person.id, _language(), asked_for(request))
    unread = bells.unread(person.tenant_id, person.id)
    return render(request, "bell/bell.html", {"listed": listed(request, found), "unread": unread})


@page(methods=("POST",))
def read_all(request: PageRequest) -> HttpResponse:
    """All of it was read."""
    bells.mark_read(request.user.tenant_id, request.user.id)
    return HttpResponseRedirect(reverse("bell"))


@page(methods=("GET", "HEAD"))
def follow(request: PageRequest, notice_id: UUID) -> HttpResponse:
    """To what the notice is about; it was read. Of others' notices there are none."""
    person = request.user
    item = bells.item(person.tenant_id, person.id, notice_id, _language())
    if item is None:
        raise Http404
    if request.method == "GET":
        bells.mark_read(person.tenant_id, person.id, [notice_id])
    return HttpResponseRedirect(
        _page_of(person.role, item.subject) or f"{reverse('bell')}#notice-{notice_id}"
    )


def _page_of(role: str, subject: str) -> str | None:
    kind, _, row_id = subject.partition(":")
    for name in _PAGES.get(kind, ()):
        if name.startswith(f"{role}-"):
            for given in ([row_id], []):
                try:
                    return reverse(name, args=given)
                except NoReverseMatch:
                    continue
    return None


def _language() -> str:
    return get_language() or "es-ar"

"""The styles that somebody likes best: they come first where an event's styles are chosen."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from central.catalogue import favourites as liked_styles
from central.catalogue.usable import packs_usable_by
from central.dashboards.event_pages.owners import event_page, owner_of_things
from central.dashboards.kit.access import PageRequest
from central.dashboards.kit.fields import name_here
from central.tenants.audit_log import AdminCommand

_READING: Final = ("GET", "HEAD")


@event_page(methods=_READING)
def favourites(request: PageRequest) -> HttpResponse:
    """All that they may use, by pack, each with its star."""
    owner = owner_of_things(request)
    liked = liked_styles.liked(owner.tenant_id, owner.client_id)
    packs = [
        (name_here(of.pack), [(each, name_here(each), each.id in liked) for each, _price in of.styles])
        for of in packs_usable_by(owner.tenant_id, owner.client_id)
    ]
    shown = {"packs": packs, "events": reverse(f"{request.user.role}-events")}
    return render(request, "event_pages/favourites.html", shown)


@event_page(methods=("POST",))
def like(request: PageRequest, style_id: UUID) -> HttpResponse:
    """Like a style, or with `no` like it no longer."""
    owner, by = owner_of_things(request), AdminCommand.of(request.user.actor)
    change = liked_styles.remove if "no" in request.POST else liked_styles.add
    change(owner.tenant_id, owner.client_id, style_id, by)
    return HttpResponseRedirect(f"{reverse('favourites')}#style-{style_id}")

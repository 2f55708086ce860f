"""What the navigation has no room for: the rest of the room, with a line on what each page is for."""

from django.http import HttpResponse
from django.shortcuts import render

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.partner.places import MORE
from central.tenants.models import Role


@page(Role.PARTNER, methods=("GET", "HEAD"))
def more(request: PageRequest) -> HttpResponse:
    """One page a row."""
    return render(request, "partner/more.html", {"places": MORE})

"""What a partner sees first."""

from django.http import HttpResponse
from django.shortcuts import render

from central.dashboards.kit.access import PageRequest, page
from central.tenants.models import Role


@page(Role.PARTNER, methods=("GET", "HEAD"))
def home(request: PageRequest) -> HttpResponse:
    """The room's first page."""
    return render(request, "partner/home.html")

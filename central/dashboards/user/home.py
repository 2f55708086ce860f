"""What a user sees first."""

from django.http import HttpResponse
from django.shortcuts import render

from central.dashboards.kit.access import PageRequest, page
from central.tenants.models import Role


@page(Role.USER, methods=("GET", "HEAD"))
def home(request: PageRequest) -> HttpResponse:
    """The room's first page."""
    return render(request, "user/home.html")

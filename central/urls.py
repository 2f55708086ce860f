"""Every address of the platform."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from central.api.description import description
from central.api.mail_tracking import mail_tracking
from central.api.v1 import api
from central.tenants.hosts import ask


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the platform and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may ask for anything: each page says itself whether it may be found."""
    return HttpResponse("User-agent: *\nDisallow:\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path("robots.txt", robots),
    path("domains/ask", ask),
    path("openapi.json", description),
    path("api/v1/openapi.json", description),
    path("api/v1/", api.urls),
    path("mail/tracking/", mail_tracking),
    path("", include("central.gallery.urls")),
    path("", include("central.dashboards.urls")),
]
handler404 = "central.dashboards.kit.access.not_found"
handler403 = "central.dashboards.kit.access.unproven"

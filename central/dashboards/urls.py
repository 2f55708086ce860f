"""Every page's address, room by room."""

from django.urls import include, path

from central.dashboards.partner import booths

urlpatterns = [
    path("", include("central.dashboards.kit.urls")),
    path("", include("central.dashboards.bell.urls")),
    path("account/", include("central.dashboards.account.urls")),
    path("", include("central.dashboards.event_pages.urls")),
    path("client/", include("central.dashboards.client.urls")),
    path("partner/", include("central.dashboards.partner.urls")),
    path("pair", booths.pair, name="pair"),
    path("master/", include("central.dashboards.master.urls")),
    path("me/", include("central.dashboards.user.urls")),
]

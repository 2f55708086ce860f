"""Addresses of the partner's room."""

from django.urls import include, path

from central.dashboards.partner import (
    analytics,
    client,
    clients,
    copy_event,
    event,
    event_end,
    events,
    home,
    more,
    requests,
    tonight,
    top_ups,
    wallet,
)

_CLIENT = "clients/<uuid:client_id>"
_EVENT = "events/<uuid:event_id>"
urlpatterns = [
    path("", home.home, name="partner-home"),
    path("", include("central.dashboards.partner.setup_urls")),
    path("more", more.more, name="partner-more"),
    path("tonight", tonight.tonight, name="partner-tonight"),
    path("tonight/live", tonight.tonight_live, name="partner-tonight-live"),
    path("events/", events.listing, name="partner-events"),
    path("events/new", events.create, name="partner-new-event"),
    path(f"{_EVENT}/", event.show, name="partner-event"),
    path(f"{_EVENT}/top-up", top_ups.top_up, name="partner-top-up"),
    path(f"{_EVENT}/edit", events.edit, name="partner-edit-event"),
    path(f"{_EVENT}/close", event_end.close, name="partner-close"),
    path(f"{_EVENT}/delete", event_end.delete, name="partner-delete-event"),
    path(f"{_EVENT}/copy", copy_event.copy_event, name="partner-copy-event"),
    path(f"{_EVENT}/state/<str:state>", tonight.decide, name="partner-decide"),
    path("clients/", clients.listing, name="partner-clients"),
    path("clients/new", clients.create, name="partner-new-client"),
    path(f"{_CLIENT}/", client.show, name="partner-client"),
    path(f"{_CLIENT}/figures", client.figures, name="partner-client-figures"),
    path(f"{_CLIENT}/live", client.live, name="partner-client-live"),
    path(f"{_CLIENT}/edit", clients.edit, name="partner-edit-client"),
    path(f"{_CLIENT}/standing", clients.standing, name="partner-client-standing"),
    path(f"{_CLIENT}/invitation", clients.invite, name="partner-invite-client"),
    path(f"{_CLIENT}/credits", client.allocate, name="partner-allocate"),
    path(f"{_CLIENT}/credits/back", client.take_back, name="partner-take-back"),
    path(f"{_CLIENT}/history", client.history, name="partner-client-history"),
    path("requests/", requests.listing, name="partner-requests"),
    path("requests/<uuid:request_id>", requests.answer, name="partner-request"),
    path("analytics", analytics.analytics, name="partner-analytics"),
    path("wallet/", wallet.wallet, name="partner-wallet"),
    path("wallet/figures", wallet.figures, name="partner-wallet-figures"),
    path("wallet/buy", wallet.buy, name="partner-buy"),
]

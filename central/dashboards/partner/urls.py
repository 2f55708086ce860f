"""Addresses of the partner's room."""

from django.urls import path

from central.dashboards.partner import event, events, home, more, tonight, top_ups

_EVENT = "events/<uuid:event_id>"
urlpatterns = [
    path("", home.home, name="partner-home"),
    path("more", more.more, name="partner-more"),
    path("tonight", tonight.tonight, name="partner-tonight"),
    path("tonight/live", tonight.tonight_live, name="partner-tonight-live"),
    path("events/", events.listing, name="partner-events"),
    path("events/new", events.create, name="partner-new-event"),
    path(f"{_EVENT}/", event.show, name="partner-event"),
    path(f"{_EVENT}/top-up", top_ups.top_up, name="partner-top-up"),
    path(f"{_EVENT}/edit", events.edit, name="partner-edit-event"),
    path(f"{_EVENT}/close", event.close, name="partner-close"),
    path(f"{_EVENT}/state/<str:state>", tonight.decide, name="partner-decide"),
]

"""Addresses of the client's room."""

from django.urls import path

from central.dashboards.client import (
    copy_event,
    credits,
    edit_event,
    event,
    event_end,
    events,
    home,
    new_event,
    numbers,
    pictures,
)

urlpatterns = [
    path("", home.home, name="client-home"),
    path("standing", home.standing, name="client-standing"),
    path("live", home.live, name="client-live"),
    path("numbers/", numbers.numbers, name="client-numbers"),
    path("events/", events.events, name="client-events"),
    path("events/new", new_event.new_event, name="client-new-event"),
    path("events/new/credits", new_event.suggestion, name="client-suggestion"),
    path("events/<uuid:event_id>/", event.event, name="client-event"),
    path("events/<uuid:event_id>/edit", edit_event.edit_event, name="client-edit-event"),
    path("events/<uuid:event_id>/copy", copy_event.copy_event, name="client-copy-event"),
    path("events/<uuid:event_id>/close", event_end.close, name="client-close-event"),
    path("events/<uuid:event_id>/delete", event_end.delete, name="client-delete-event"),
    path("events/<uuid:event_id>/standing", event.standing, name="client-event-standing"),
    path("events/<uuid:event_id>/live", event.live, name="client-event-live"),
    path("events/<uuid:event_id>/top-up", event.top_up, name="client-top-up"),
    path("events/<uuid:event_id>/state", event.decide, name="client-decide"),
    path("credits/", credits.credits, name="client-credits"),
    path("pictures/", pictures.pictures, name="client-pictures"),
    path("pictures/<uuid:picture_id>", pictures.file, {"size": "picture"}, name="client-picture"),
    path(
        "pictures/<uuid:picture_id>/thumbnail", pictures.file, {"size": "thumbnail"}, name="client-thumbnail"
    ),
]

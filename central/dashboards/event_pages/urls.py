"""Addresses of what is done with an event in either room."""

from django.urls import path

from central.dashboards.event_pages import guests, qr_codes

_EVENT = "events/<uuid:event_id>"
urlpatterns = [
    path(f"{_EVENT}/guests/", guests.guests, name="guests"),
    path(f"{_EVENT}/guests/file", guests.upload, name="guest-file"),
    path(f"{_EVENT}/guests/<uuid:guest_id>/", guests.guest, name="guest"),
    path(f"{_EVENT}/guests/<uuid:guest_id>/remove", guests.remove, name="guest-remove"),
    path(f"{_EVENT}/codes/", qr_codes.codes, name="event-codes"),
    path(f"{_EVENT}/codes/sheet.pdf", qr_codes.code_sheet, name="event-code-sheet"),
    path(f"{_EVENT}/codes/qr.<str:form>", qr_codes.event_code, name="event-code"),
    path(f"{_EVENT}/codes/<uuid:kiosk_id>.<str:form>", qr_codes.booth_code, name="booth-code"),
]

"""Addresses of what is done with an event in either room."""

from django.urls import path

from central.dashboards.event_pages import brand, favourites, guests, mails, qr_codes, templates

_EVENT = "events/<uuid:event_id>"
_MAIL = f"{_EVENT}/mails/<uuid:mail_id>"
urlpatterns = [
    path(f"{_EVENT}/guests/", guests.guests, name="guests"),
    path(f"{_EVENT}/guests/file", guests.upload, name="guest-file"),
    path(f"{_EVENT}/guests/<uuid:guest_id>/", guests.guest, name="guest"),
    path(f"{_EVENT}/guests/<uuid:guest_id>/remove", guests.remove, name="guest-remove"),
    path(f"{_EVENT}/guests/<uuid:guest_id>/reachable", guests.reachable, name="guest-reachable"),
    path(f"{_EVENT}/brand/", brand.brand, name="event-brand"),
    path(f"{_EVENT}/brand/preview", brand.preview, name="event-brand-preview"),
    path(f"{_EVENT}/brand/logo", brand.logo, name="event-brand-logo"),
    path(f"{_EVENT}/brand/<str:part>/inherit", brand.inherit, name="event-brand-inherit"),
    path(f"{_EVENT}/codes/", qr_codes.codes, name="event-codes"),
    path(f"{_EVENT}/codes/sheet.pdf", qr_codes.code_sheet, name="event-code-sheet"),
    path(f"{_EVENT}/codes/qr.<str:form>", qr_codes.event_code, name="event-code"),
    path(f"{_EVENT}/codes/<uuid:kiosk_id>.<str:form>", qr_codes.booth_code, name="booth-code"),
    path(f"{_EVENT}/template", templates.save, name="event-template-new"),
    path("templates/", templates.listing, name="event-templates"),
    path("templates/<uuid:template_id>/", templates.template, name="event-template"),
    path("templates/<uuid:template_id>/name", templates.rename, name="event-template-rename"),
    path("templates/<uuid:template_id>/delete", templates.delete, name="event-template-delete"),
    path("favourites/", favourites.favourites, name="favourites"),
    path("favourites/<uuid:style_id>", favourites.like, name="favourite"),
    path(f"{_EVENT}/mails/", mails.history, name="guest-mails"),
    path(f"{_EVENT}/mails/new", mails.write, name="guest-mail-new"),
    path(f"{_MAIL}/", mails.mail, name="guest-mail"),
    path(f"{_MAIL}/edit", mails.rewrite, name="guest-mail-edit"),
    path(f"{_MAIL}/preview", mails.preview, name="guest-mail-preview"),
    path(f"{_MAIL}/send", mails.send, name="guest-mail-send"),
    path(f"{_MAIL}/stop", mails.stop, name="guest-mail-stop"),
    path(f"{_MAIL}/discard", mails.discard, name="guest-mail-discard"),
    path(f"{_MAIL}/trial", mails.try_out, name="guest-mail-trial"),
    path(f"{_MAIL}/again", mails.send_again, name="guest-mail-again"),
]

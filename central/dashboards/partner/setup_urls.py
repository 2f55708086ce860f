"""Addresses of what a partner sets up: its team, its booths, its brand."""

from django.urls import path

from central.dashboards.partner import booth, booths, brand, domain, pins, team

_BOOTH = "booths/<uuid:kiosk_id>"
_CODE = "booths/codes/<uuid:code_id>"
urlpatterns = [
    path("brand/", brand.brand, name="partner-brand"),
    path("brand/preview", brand.preview, name="partner-brand-preview"),
    path("brand/logo", brand.logo, name="partner-brand-logo"),
    path("brand/logo/remove", brand.remove_logo, name="partner-brand-remove-logo"),
    path("brand/inherit", brand.inherit, name="partner-brand-inherit"),
    path("pins/", pins.pins, name="partner-pins"),
    path("pins/<uuid:event_id>/", pins.event_pin, name="partner-event-pin"),
    path("domain/", domain.domain, name="partner-domain"),
    path("domain/check", domain.check, name="partner-domain-check"),
    path("domain/remove", domain.remove, name="partner-domain-remove"),
    path("booths/", booths.listing, name="partner-booths"),
    path("booths/part", booths.live_part, name="partner-booths-part"),
    path("booths/live", booths.live, name="partner-booths-live"),
    path("booths/new", booths.create_code, name="partner-new-booth"),
    path(f"{_CODE}/", booths.show_code, name="partner-code"),
    path(f"{_CODE}/part", booths.code_part, name="partner-code-part"),
    path(f"{_CODE}/live", booths.code_live, name="partner-code-live"),
    path(f"{_CODE}/renew", booths.renew_code, name="partner-renew-code"),
    path(f"{_CODE}/withdraw", booths.withdraw_code, name="partner-withdraw-code"),
    path(f"{_BOOTH}/", booth.show, name="partner-booth"),
    path(f"{_BOOTH}/part", booth.live_part, name="partner-booth-part"),
    path(f"{_BOOTH}/live", booth.live, name="partner-booth-live"),
    path(f"{_BOOTH}/edit", booth.edit, name="partner-edit-booth"),
    path(f"{_BOOTH}/retire", booth.retire, name="partner-retire"),
    path(f"{_BOOTH}/pair", booth.pair_again, name="partner-pair-again"),
    path(f"{_BOOTH}/leases/<uuid:lease_id>/reclaim", booth.reclaim_lease, name="partner-reclaim"),
    path("team/", team.people, name="partner-team"),
    path("team/<uuid:person_id>/", team.person, name="partner-team-person"),
    path("team/<uuid:person_id>/end-logins", team.end_logins, name="partner-team-end-logins"),
    path("team/<uuid:person_id>/remove", team.remove, name="partner-team-remove"),
    path("team/invitations/<uuid:invitation_id>/again", team.mail_again, name="partner-team-mail-again"),
    path("team/invitations/<uuid:invitation_id>/withdraw", team.withdraw, name="partner-team-withdraw"),
]

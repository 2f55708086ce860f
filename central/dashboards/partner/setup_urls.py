"""Addresses of what a partner sets up: its team, its booths, its brand."""

from django.urls import path

from central.dashboards.partner import team

urlpatterns = [
    path("team/", team.people, name="partner-team"),
    path("team/<uuid:person_id>/", team.person, name="partner-team-person"),
    path("team/<uuid:person_id>/end-logins", team.end_logins, name="partner-team-end-logins"),
    path("team/<uuid:person_id>/remove", team.remove, name="partner-team-remove"),
    path("team/invitations/<uuid:invitation_id>/again", team.mail_again, name="partner-team-mail-again"),
    path("team/invitations/<uuid:invitation_id>/withdraw", team.withdraw, name="partner-team-withdraw"),
]

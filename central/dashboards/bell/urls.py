"""Addresses of the bell, and of what browsers fetch to install the pages as an app."""

from django.urls import path

from central.dashboards.bell import app, browsers, choices, notices

urlpatterns = [
    path("bell/", notices.bell, name="bell"),
    path("bell/unread", notices.number, name="bell-number"),
    path("bell/live", notices.live, name="bell-live"),
    path("bell/read", notices.read_all, name="bell-read"),
    path("bell/<uuid:notice_id>/", notices.follow, name="bell-notice"),
    path("bell/preferences/", choices.preferences, name="bell-preferences"),
    path("bell/browsers", browsers.subscribe, name="bell-subscribe"),
    path("bell/browsers/renewal", browsers.renewal, name="bell-renewal"),
    path("bell/browsers/leave", browsers.leave, name="bell-leave"),
    path("bell/browsers/<uuid:subscription_id>/forget", browsers.forget, name="bell-forget"),
    path("bell-worker.js", app.worker, name="bell-worker"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
]

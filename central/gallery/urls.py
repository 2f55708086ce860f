"""The addresses of guests' pages. QR codes point at `guest-page`, `event-page` and `kiosk-page`, e-mails
at `guest-unsubscribe`: these never move.
"""

from django.urls import path, re_path

from central.gallery import event_page, unsubscribe, views

urlpatterns = [
    path("g/<str:code>", views.page, name="guest-page"),
    path("g/<str:code>/state.json", views.state, name="guest-state"),
    path("g/<str:code>/erase", views.erase_picture, name="guest-erase"),
    re_path(
        r"^g/(?P<code>[0-9A-Z]+)/(?P<which>before|after|thumbnail)\.jpg$", views.picture, name="guest-picture"
    ),
    path("e/<str:key>", event_page.event_page, name="event-page"),
    path("k/<str:key>", event_page.kiosk_page, name="kiosk-page"),
    path("u/<str:token>", unsubscribe.unsubscribe, name="guest-unsubscribe"),
    path("fonts/<str:name>", views.font, name="guest-font"),
]

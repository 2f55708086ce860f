"""The addresses of the guest's page. QR codes point at `guest-page`: it never moves."""

from django.urls import path, re_path

from central.gallery import views

urlpatterns = [
    path("g/<str:code>", views.page, name="guest-page"),
    path("g/<str:code>/state.json", views.state, name="guest-state"),
    path("g/<str:code>/erase", views.erase_picture, name="guest-erase"),
    re_path(
        r"^g/(?P<code>[0-9A-Z]+)/(?P<which>before|after|thumbnail)\.jpg$", views.picture, name="guest-picture"
    ),
    path("fonts/<str:name>", views.font, name="guest-font"),
]

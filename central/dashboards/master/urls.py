"""Addresses of the master's room."""

from django.urls import path

from central.dashboards.master import home, looks

urlpatterns = [
    path("", home.home, name="master-home"),
    path("look/", looks.choose, name="master-looks"),
    path("look/end", looks.end, name="look-end"),
    path("look/<uuid:partner_id>", looks.begin, name="master-look"),
]

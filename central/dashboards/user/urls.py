"""Addresses of the user's room."""

from django.urls import path

from central.dashboards.user import home

urlpatterns = [path("", home.home, name="user-home")]

"""Addresses of the client's room."""

from django.urls import path

from central.dashboards.client import home

urlpatterns = [path("", home.home, name="client-home")]

"""Addresses of the partner's room."""

from django.urls import path

from central.dashboards.partner import home

urlpatterns = [path("", home.home, name="partner-home")]

"""Addresses of the master's room."""

from django.urls import path

from central.dashboards.master import home

urlpatterns = [path("", home.home, name="master-home")]

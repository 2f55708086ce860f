"""The pages as Django knows them."""

from django.apps import AppConfig


class EventPages(AppConfig):
    """Shared by two rooms."""

    name = "central.dashboards.event_pages"

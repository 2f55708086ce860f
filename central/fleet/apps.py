"""Django's registration of the fleet app."""

from django.apps import AppConfig


class FleetConfig(AppConfig):
    name = "central.fleet"
    label = "fleet"

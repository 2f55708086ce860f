"""Django's registration of the generations."""

from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    name = "central.generations"
    label = "generations"

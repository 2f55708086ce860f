"""Django's registration of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "central.catalogue"
    label = "catalogue"

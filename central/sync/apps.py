"""Django's registration of the sync app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "central.sync"
    label = "sync"

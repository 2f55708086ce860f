"""Django's registration of the changefeed app."""

from django.apps import AppConfig


class ChangefeedConfig(AppConfig):
    name = "central.changefeed"
    label = "changefeed"

"""Django's registration of the tenants app."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "central.tenants"
    label = "tenants"

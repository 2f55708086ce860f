"""Django's registration of the payments app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "central.payments"
    label = "payments"

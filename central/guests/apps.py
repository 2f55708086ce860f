"""The subject as Django knows it."""

from django.apps import AppConfig


class Guests(AppConfig):
    """Hears what mail providers tell of letters."""

    name = "central.guests"

    def ready(self) -> None:
        """Listen."""
        # Models are there only now.
        from anymail.signals import tracking

        from central.guests.bounces import told_by_provider

        tracking.connect(told_by_provider, dispatch_uid="central.guests")

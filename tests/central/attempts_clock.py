"""The time by which attempts are counted, moved by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from central.tenants import attempts


class AttemptsClock:
    """Stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._at = timezone.now()
        monkeypatch.setattr(attempts, "timezone", self)

    def now(self) -> object:
        return self._at

    def go_by(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

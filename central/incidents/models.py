"""The table of incidents."""

from django.db import models
from django.db.models import Q

from central.base.rows import AutoIdRow


class Incident(AutoIdRow):
    """Something that failed: where (`part`), what it concerns (`subject`), and the last error's words.

    It is open until the same thing succeeds (`resolved_at`), and opens again if it fails again.
    """

    part = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    sentence = models.CharField(max_length=500)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tenant_id", "part", "subject"], name="one_incident_per_subject"),
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["last_at"], name="incident_by_time"),
            models.Index(fields=["part"], condition=Q(resolved_at=None), name="incident_open"),
        ]

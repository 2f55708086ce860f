"""The table of what was made on request."""

from django.db import models


class Creation(models.Model):
    """Something that was made: what, under which id, and the digest of what its sender asked for."""

    pk = models.CompositePrimaryKey("tenant_id", "what", "id")
    tenant_id = models.UUIDField()
    what = models.CharField(max_length=40)
    id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.what} {self.id}"

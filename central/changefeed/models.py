"""What booths must be told."""

from django.db import models

from contract.ids import new_id


class Change(models.Model):
    """Something a kiosk must be told: keys only. The database adds `xid`, the writer's transaction (Y12)."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.UUIDField()
    id = models.UUIDField(default=new_id)
    kiosk_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

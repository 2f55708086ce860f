"""The table of the change feed."""

from django.db import models

from contract.ids import new_id


class Change(models.Model):
    """The key of something that changed for a kiosk. The database adds `xid`, its transaction (Y12)."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.UUIDField()
    id = models.UUIDField(default=new_id)
    kiosk_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

"""What all rows of tenants have in common: a key that carries their tenant (C20)."""

from django.db import models

from contract.ids import new_id


class TenantRow(models.Model):
    """A row of one tenant. Whoever creates it gives its `id`, so that repeating is recognised."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.UUIDField()
    id = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.id}"


class AutoIdRow(TenantRow):
    """A row of one tenant that makes its own `id`, unless it is given one."""

    id = models.UUIDField(default=new_id)

    class Meta:
        abstract = True

"""The table of the change feed."""

from django.db import models

from central.base.rows import AutoIdRow


class Change(AutoIdRow):
    """The key of something that changed for a kiosk. The database adds its order (Y12):

    `incarnation`, `xid` (the transaction) and `number`.
    """

    kiosk_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

"""The table of the database's incarnations."""

from django.db import models


class Incarnation(models.Model):
    """The time that the database spends on one server, whose transactions its rows are stamped with.

    Each row that says which transaction wrote it (`xid`) also carries the incarnation in which it did, as the
    number means something on that server only. Rows of earlier incarnations are all committed; among those of
    the latest, the server knows (decision 37). `server`: how it names itself. No row: incarnation 0.
    """

    number = models.BigIntegerField(primary_key=True)
    server = models.TextField()
    began_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"incarnation {self.number}"


CURRENT = "(SELECT coalesce(max(number), 0) FROM base_incarnation)"
"""The latest incarnation's number, as a part of a statement."""

"""The table of keys."""

from django.db import models
from django.utils import timezone


class Key(models.Model):
    """One key of one caller, with the answer that was given."""

    pk = models.CompositePrimaryKey("caller", "key")
    caller = models.TextField()
    key = models.TextField()
    operation = models.TextField()
    request_hash = models.BinaryField()
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"

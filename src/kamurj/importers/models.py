"""Where an import stands, so that a run that was killed goes on where it was."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class FinishedChunk(models.Model):
    """A piece of a file that is in: written in the same transaction as what came of it.

    `file_hash` names the contents, not the path: the same file under another name is the same import.
    """

    pk = models.CompositePrimaryKey("source", "file_hash", "stage", "number")
    source = models.TextField()
    file_hash = models.TextField()
    stage = models.TextField()
    number = models.IntegerField()
    finished_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Where it is kept."""

        db_table = "importers_finished_chunk"

    def __str__(self) -> str:
        return f"{self.source} {self.stage} {self.number}"

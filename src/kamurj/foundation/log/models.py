"""Tables of the log. `Fact` is partitioned by month; its real definition is the migration's SQL."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class StoredFactRow(models.Model):
    """One fact. Made by SQL (partitioned, `transaction_id xid8`); the ORM only reads it."""

    id = models.BigIntegerField(primary_key=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    type = models.TextField()
    version = models.SmallIntegerField()
    channel = models.TextField()
    location_id = models.BigIntegerField(null=True)
    subject = models.TextField(null=True)  # noqa: DJ001 - a fact without a subject has none, not an empty one
    actor = models.TextField(null=True)  # noqa: DJ001
    message_id = models.TextField(null=True)  # noqa: DJ001
    payload = models.JSONField()

    class Meta:
        db_table = "log_fact"

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class Message(models.Model):
    """Every message id ever accepted: not partitioned, so that a repeat is known however late it comes."""

    message_id = models.TextField(primary_key=True)
    fingerprint = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.message_id


class Quarantine(models.Model):
    """A message whose id was used before with another body; a person looks at it."""

    id = models.BigAutoField(primary_key=True)
    message_id = models.TextField(db_index=True)
    body = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.message_id


class SubscriptionRow(models.Model):
    """The position of one reader: it has seen everything up to and including (transaction_id, fact_id)."""

    name = models.TextField(primary_key=True)
    transaction_id = models.BigIntegerField(default=0)
    fact_id = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "log_subscription"

    def __str__(self) -> str:
        return self.name


class DeadLetter(models.Model):
    """A fact that a reader could not handle: kept with the reason until a later attempt succeeds."""

    id = models.BigAutoField(primary_key=True)
    subscription = models.TextField()
    fact_id = models.BigIntegerField()
    error = models.TextField()
    attempts = models.IntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "log_dead_letter"
        constraints = (models.UniqueConstraint(fields=["subscription", "fact_id"], name="log_dead_letter_once"),)

    def __str__(self) -> str:
        return f"{self.subscription} {self.fact_id}"

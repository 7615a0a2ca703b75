"""The tables of sourcing."""

from __future__ import annotations

from django.db import models


class RuleSet(models.Model):
    """One version of the rules, never changed: the highest version counts."""

    version = models.BigAutoField(primary_key=True)
    digest = models.TextField()
    body = models.JSONField()
    needs_load = models.BooleanField()
    made_at = models.DateTimeField()
    made_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name

    class Meta:
        db_table = "sourcing_rule_set"

    def __str__(self) -> str:
        return f"{self.version} {self.digest[:8]}"


class Decision(models.Model):
    """Why a cart's or an order's pieces come from where they come; a projection of PiecesSourced and SourcesMoved."""

    fact_id = models.BigIntegerField(primary_key=True)
    cart_id = models.UUIDField()
    order_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    trace = models.JSONField()

    class Meta:
        db_table = "sourcing_decision"
        indexes = [models.Index(fields=["cart_id", "fact_id"], name="sourcing_decision_cart")]

    def __str__(self) -> str:
        return f"{self.cart_id} {self.at}"


class Parcel(models.Model):
    """A place has to send a parcel for an order: what a place's load is counted from."""

    pk = models.CompositePrimaryKey("order_id", "location_id")
    order_id = models.UUIDField()
    location_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "sourcing_parcel"
        indexes = [models.Index(fields=["at", "location_id"], name="sourcing_parcel_load")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.location_id}"

"""Tables of the tills. Places, orders and people are named by plain ids."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Drawer(models.Model):
    """One session of a register's drawer: opened with a count, closed with a count."""

    id = models.UUIDField(primary_key=True)
    location_id = models.BigIntegerField()
    register = models.SmallIntegerField()
    number = models.IntegerField()
    currency = models.CharField(max_length=3)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    opening_minor = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, default="")
    expected_minor = models.BigIntegerField(null=True)
    counted_minor = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, default="")

    class Meta:
        """What the database holds true."""

        constraints = (
            models.UniqueConstraint(
                name="tills_one_open_drawer", fields=["location_id", "register"], condition=Q(closed_at__isnull=True)
            ),
            models.UniqueConstraint(name="tills_drawer_number", fields=["location_id", "register", "number"]),
            models.CheckConstraint(name="tills_opening_not_negative", condition=Q(opening_minor__gte=0)),
            models.CheckConstraint(
                name="tills_closed_is_counted",
                condition=Q(closed_at__isnull=True, expected_minor__isnull=True, counted_minor__isnull=True)
                | Q(closed_at__isnull=False, expected_minor__isnull=False, counted_minor__gte=0),
            ),
            models.CheckConstraint(
                name="tills_difference_has_reason",
                condition=Q(closed_at__isnull=True) | Q(expected_minor=F("counted_minor")) | ~Q(reason=""),
            ),
        )
        indexes = (models.Index(name="tills_drawer_opened", fields=["-opened_at"]),)

    def __str__(self) -> str:
        return f"{self.location_id}/{self.register} {self.number}"


class Seat(models.Model):
    """At which register of a place somebody works."""

    pk = models.CompositePrimaryKey("actor", "location_id")
    actor = models.CharField(max_length=200)
    location_id = models.BigIntegerField()
    register = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.actor}: {self.register}"


class Entry(models.Model):
    """One movement at a register. The key is unique: it is written once."""

    id = models.BigAutoField(primary_key=True)
    drawer = models.ForeignKey(Drawer, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    means = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    key = models.CharField(max_length=200, unique=True)
    reference = models.UUIDField(null=True, db_index=True)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (models.CheckConstraint(name="tills_entry_moves", condition=~Q(amount_minor=0)),)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class Parked(models.Model):
    """A sale that waits. Its id is that of the sale; recalled and parked again it is the same row."""

    id = models.UUIDField(primary_key=True)
    location_id = models.BigIntegerField()
    number = models.IntegerField()
    name = models.CharField(max_length=60)
    fields = models.JSONField()
    pieces = models.IntegerField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    parked_by = models.CharField(max_length=200)
    parked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    recalled_by = models.CharField(max_length=200, default="")
    recalled_at = models.DateTimeField(null=True)
    recall_key = models.UUIDField(null=True)

    class Meta:
        """How the list of a place is found."""

        indexes = (
            models.Index(
                name="tills_parked_here", fields=["location_id", "parked_at"], condition=Q(recalled_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.location_id} {self.number}"


class Discount(models.Model):
    """What somebody took off a sale by hand."""

    pk = models.CompositePrimaryKey("order_id", "place")
    order_id = models.UUIDField()
    place = models.SmallIntegerField()
    position = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=10)
    value = models.BigIntegerField()
    off_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    given_by = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=200, null=True)  # noqa: DJ001 - nobody had to is not somebody without a name
    at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (models.CheckConstraint(name="tills_discount_above_zero", condition=Q(off_minor__gt=0)),)

    def __str__(self) -> str:
        return f"{self.order_id} {self.off_minor}"


class Setting(models.Model):
    """One number of the policy: what a role may take off (`limit:associate`), the smallest coin (`step:AMD`)."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

"""Tables of returns. Order, location and variant are plain ids: the room works without theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kamurj.returns.contracts import Disposition, Reason, ReturnStatus


class Return(models.Model):
    """One return. `fingerprint` tells the same form sent twice from another form under the same id."""

    id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField(db_index=True)
    location_id = models.BigIntegerField()
    status = models.TextField(default=ReturnStatus.ACCEPTED.value)
    currency = models.CharField(max_length=3)
    refund_minor = models.BigIntegerField()
    fingerprint = models.BinaryField()
    accepted_at = models.DateTimeField()
    accepted_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name
    refunded_at = models.DateTimeField(null=True)

    class Meta:
        """What always holds, and what is looked up."""

        db_table = "returns_return"
        constraints = (
            models.CheckConstraint(condition=Q(refund_minor__gte=0), name="returns_return_refund_not_negative"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in ReturnStatus]), name="returns_return_status"
            ),
        )
        indexes = (models.Index(fields=["location_id", "-accepted_at"], name="returns_return_of_location"),)

    def __str__(self) -> str:
        return str(self.id)


class ReturnLine(models.Model):
    """Pieces of one order line that came back in one state for one reason; numbered from 1 within the return."""

    pk = models.CompositePrimaryKey("returned_id", "number")
    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines", db_index=False)
    number = models.SmallIntegerField()
    position = models.SmallIntegerField()
    variant_id = models.BigIntegerField()
    quantity = models.IntegerField()
    disposition = models.TextField()
    reason = models.TextField()
    refund_minor = models.BigIntegerField()
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        """What always holds, and what is looked up."""

        db_table = "returns_line"
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0, refund_minor__gte=0), name="returns_line_some"),
            models.CheckConstraint(
                condition=Q(disposition__in=[disposition.value for disposition in Disposition]),
                name="returns_line_disposition",
            ),
            models.CheckConstraint(condition=Q(reason__in=[reason.value for reason in Reason]), name="returns_line_reason"),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True) | Q(disposition="warehouse"), name="returns_line_arrives_if_sent"
            ),
        )
        indexes = (
            models.Index(
                fields=["returned"], condition=Q(disposition="warehouse", arrived_at=None), name="returns_line_on_its_way"
            ),
        )

    def __str__(self) -> str:
        return f"{self.returned_id} {self.number}"


class Returnable(models.Model):
    """The counter of an order line that all tills share: what was delivered and what came back of it."""

    pk = models.CompositePrimaryKey("order_id", "position")
    order_id = models.UUIDField()
    position = models.SmallIntegerField()
    delivered = models.IntegerField()
    returned = models.IntegerField(default=0)

    class Meta:
        """What always holds, and what is looked up."""

        constraints = (
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("delivered")), name="returns_returnable_no_more_than_delivered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id} {self.position}: {self.returned} of {self.delivered}"

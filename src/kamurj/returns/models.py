"""Tables of returns. Order, location, variant and category are plain ids: the room works without theirs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kamurj.returns.contracts import Disposition, Reason, ReturnStatus
from kamurj.returns.contracts.policies import Condition, ExchangeFor, Means, ShippingPayer
from kamurj.returns.contracts.requests import RequestKind, RequestStatus


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
    exception = models.TextField(null=True)  # noqa: DJ001 - a return on the shop's terms has no exception

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


class Policy(models.Model):
    """Terms for a category in a country, either of which may be every one. A row is ended, never changed."""

    category_id = models.BigIntegerField(null=True)
    country = models.CharField(max_length=2, null=True)  # noqa: DJ001 - every country is not a country without a name
    returnable = models.BooleanField()
    days = models.IntegerField(null=True)
    condition = models.TextField()
    receipt_needed = models.BooleanField()
    means = ArrayField(models.TextField())
    shipping = models.TextField()
    exchange = models.TextField()
    one_request_an_order = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """What always holds."""

        constraints = (
            models.UniqueConstraint(
                fields=["category_id", "country"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="returns_policy_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__gte=0), name="returns_policy_days"),
            models.CheckConstraint(
                condition=Q(condition__in=[one.value for one in Condition]), name="returns_policy_condition"
            ),
            models.CheckConstraint(
                condition=Q(means__contained_by=[one.value for one in Means]) & ~Q(means=[]), name="returns_policy_means"
            ),
            models.CheckConstraint(
                condition=Q(shipping__in=[one.value for one in ShippingPayer]), name="returns_policy_shipping"
            ),
            models.CheckConstraint(
                condition=Q(exchange__in=[one.value for one in ExchangeFor]), name="returns_policy_exchange"
            ),
        )

    def __str__(self) -> str:
        return f"{self.category_id or '*'} {self.country or '*'}"


class Request(models.Model):
    """A return or an exchange that was asked for. `whole_order`: no other one of the order may be open beside it."""

    id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField(db_index=True)
    customer_id = models.UUIDField(null=True)
    label = models.CharField(max_length=12, unique=True)
    kind = models.TextField()
    status = models.TextField(default=RequestStatus.REQUESTED.value)
    whole_order = models.BooleanField()
    means = models.TextField()
    instrument = models.TextField(null=True)  # noqa: DJ001 - none is not one without a name
    currency = models.CharField(max_length=3)
    value_minor = models.BigIntegerField()
    difference_minor = models.BigIntegerField()
    shipping = models.TextField()
    fingerprint = models.BinaryField()
    requested_at = models.DateTimeField()
    requested_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name
    closed_at = models.DateTimeField(null=True)
    close_reason = models.TextField(null=True)  # noqa: DJ001 - none was given
    returned_id = models.UUIDField(null=True)

    class Meta:
        """What always holds, and what is looked up."""

        constraints = (
            models.UniqueConstraint(
                fields=["order_id"], condition=Q(status="requested", whole_order=True), name="returns_request_one_an_order"
            ),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in RequestKind]), name="returns_request_kind"),
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in RequestStatus]), name="returns_request_status"
            ),
            models.CheckConstraint(condition=Q(means__in=[one.value for one in Means]), name="returns_request_means"),
            models.CheckConstraint(condition=Q(value_minor__gte=0), name="returns_request_value"),
        )
        indexes = (models.Index(fields=["-requested_at"], condition=Q(status="requested"), name="returns_request_awaited"),)

    def __str__(self) -> str:
        return self.label


class RequestLine(models.Model):
    """Pieces of one order line that are to come back, numbered from 1 within the request.

    An order line is asked for by one open request: `is_open` follows the request, and `part` counts from 0 where one request
    wants different things for pieces of one line.
    """

    pk = models.CompositePrimaryKey("request_id", "number")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="lines", db_index=False)
    number = models.SmallIntegerField()
    position = models.SmallIntegerField()
    part = models.SmallIntegerField()
    order_id = models.UUIDField()
    variant_id = models.BigIntegerField()
    quantity = models.IntegerField()
    reason = models.TextField()
    value_minor = models.BigIntegerField()
    new_variant_id = models.BigIntegerField(null=True)
    new_price_minor = models.BigIntegerField(null=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        """What always holds."""

        db_table = "returns_request_line"
        constraints = (
            models.UniqueConstraint(
                fields=["order_id", "position", "part"], condition=Q(is_open=True), name="returns_request_line_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0, value_minor__gte=0), name="returns_request_line_some"),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]), name="returns_request_line_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.number}"


class Exchange(models.Model):
    """A return whose worth paid for a new order."""

    returned = models.OneToOneField(Return, on_delete=models.PROTECT, primary_key=True)
    order_id = models.UUIDField(db_index=True)
    new_order_id = models.UUIDField(unique=True)
    currency = models.CharField(max_length=3)
    value_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        """What always holds."""

        constraints = (
            models.CheckConstraint(condition=Q(value_minor__gte=0, cost_minor__gt=0), name="returns_exchange_amounts"),
        )

    def __str__(self) -> str:
        return str(self.returned_id)

"""Tables of returns. Order, location, variant and category are plain ids: the room works without theirs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kamurj.returns.contracts import Disposition, Reason, ReturnStatus
from kamurj.returns.contracts.claims import ClaimKind, ClaimStatus, Outcome
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
    withheld_minor = models.BigIntegerField(db_default=0)

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
    """The counter of an order line that all tills share: what was delivered, what came back of it, what claims made good.

    `allowed_minor` is the money that claims gave for pieces that the customer kept; they are worth so much less.
    """

    pk = models.CompositePrimaryKey("order_id", "position")
    order_id = models.UUIDField()
    position = models.SmallIntegerField()
    delivered = models.IntegerField()
    returned = models.IntegerField(default=0)
    claimed = models.IntegerField(db_default=0)
    allowed_minor = models.BigIntegerField(db_default=0)

    class Meta:
        """What always holds, and what is looked up."""

        constraints = (
            models.CheckConstraint(
                condition=Q(returned__gte=0, claimed__gte=0, returned__lte=F("delivered") - F("claimed")),
                name="returns_returnable_no_more_than_delivered",
            ),
            models.CheckConstraint(condition=Q(allowed_minor__gte=0), name="returns_returnable_allowed"),
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


class Claim(models.Model):
    """What a customer says is wrong, and how it is put right."""

    id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField(db_index=True)
    customer_id = models.UUIDField(null=True, db_index=True)
    label = models.CharField(max_length=12, unique=True)
    kind = models.TextField()
    status = models.TextField(default=ClaimStatus.OPENED.value)
    words = models.TextField()
    photos = ArrayField(models.TextField(), default=list)
    currency = models.CharField(max_length=3)
    outcome = models.TextField(null=True)  # noqa: DJ001 - none yet is not an empty one
    amount_minor = models.BigIntegerField(null=True)
    reason = models.TextField(null=True)  # noqa: DJ001 - likewise
    proposed_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name
    decided_by = models.TextField(null=True)  # noqa: DJ001 - likewise
    decided_at = models.DateTimeField(null=True)
    new_order_id = models.UUIDField(null=True, unique=True)
    returned_id = models.UUIDField(null=True)
    carrier_note = models.TextField(null=True)  # noqa: DJ001 - nothing was reported
    carrier_noted_at = models.DateTimeField(null=True)
    fingerprint = models.BinaryField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name

    class Meta:
        """What always holds, and what is looked up."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in ClaimKind]), name="returns_claim_kind"),
            models.CheckConstraint(condition=Q(status__in=[one.value for one in ClaimStatus]), name="returns_claim_status"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(outcome__in=[one.value for one in Outcome]),
                name="returns_claim_outcome",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True) | Q(amount_minor__gte=0), name="returns_claim_amount"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["settled", "approved"]) | Q(outcome__isnull=False),
                name="returns_claim_decided_with_outcome",
            ),
        )
        indexes = (models.Index(fields=["-opened_at"], name="returns_claim_latest"),)

    def __str__(self) -> str:
        return self.label


class ClaimLine(models.Model):
    """Pieces of an order line that something is wrong with; an order line is in one open claim at most."""

    pk = models.CompositePrimaryKey("claim_id", "position")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.SmallIntegerField()
    order_id = models.UUIDField()
    variant_id = models.BigIntegerField()
    quantity = models.IntegerField()
    value_minor = models.BigIntegerField()
    allowed_minor = models.BigIntegerField(db_default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        """What always holds."""

        db_table = "returns_claim_line"
        constraints = (
            models.UniqueConstraint(
                fields=["order_id", "position"], condition=Q(is_open=True), name="returns_claim_line_open_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0, value_minor__gte=0), name="returns_claim_line_some"),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} {self.position}"


class ClaimLimit(models.Model):
    """Above what amount a claim needs somebody who may approve it, by currency."""

    currency = models.CharField(max_length=3, primary_key=True)
    limit_minor = models.BigIntegerField()
    set_at = models.DateTimeField()
    set_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name

    class Meta:
        """What always holds."""

        db_table = "returns_claim_limit"
        constraints = (models.CheckConstraint(condition=Q(limit_minor__gte=0), name="returns_claim_limit_not_negative"),)

    def __str__(self) -> str:
        return self.currency


class Withheld(models.Model):
    """What an order's refunds were shortened by, because pieces that were kept would have cost more without those that came
    back. All tills share the row, as they share the counters.
    """

    order_id = models.UUIDField(primary_key=True)
    held_minor = models.BigIntegerField(default=0)

    class Meta:
        """What always holds."""

        constraints = (models.CheckConstraint(condition=Q(held_minor__gte=0), name="returns_withheld_not_negative"),)

    def __str__(self) -> str:
        return str(self.order_id)

"""Tables of the carriers. Order, fulfilment order and location are plain ids: the room works without theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kamurj.carriers.contracts import MOST_GRAMS, EventKind, ShipmentStatus


class Carrier(models.Model):
    """Somebody who takes parcels; as long as nobody is written here, the house's own carrier is."""

    code = models.TextField(primary_key=True)
    name_en = models.TextField()
    name_hy = models.TextField()
    adapter = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "carriers_carrier"

    def __str__(self) -> str:
        return self.code


class Service(models.Model):
    """What a carrier offers to a country."""

    pk = models.CompositePrimaryKey("carrier_id", "code", "country")
    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, db_index=False)
    code = models.TextField()
    country = models.TextField()
    name_en = models.TextField()
    name_hy = models.TextField()
    cost_minor = models.BigIntegerField()
    currency = models.TextField()
    latest_days = models.SmallIntegerField()
    most_grams = models.IntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "carriers_service"
        constraints = (
            models.CheckConstraint(
                condition=Q(cost_minor__gte=0, latest_days__gte=1, latest_days__lte=60)
                & Q(most_grams__gte=1, most_grams__lte=MOST_GRAMS),
                name="carriers_service_possible",
            ),
        )

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.code} {self.country}"


class Shipment(models.Model):
    """One parcel."""

    id = models.UUIDField(primary_key=True)
    fulfilment_id = models.UUIDField()
    order_id = models.UUIDField()
    order_number = models.TextField()
    location_id = models.BigIntegerField()
    carrier = models.TextField()
    service = models.TextField()
    tracking = models.TextField(null=True)  # noqa: DJ001 - no number is not an empty one
    status = models.TextField(default=ShipmentStatus.PLANNED.value)
    weight_grams = models.IntegerField()
    cost_minor = models.BigIntegerField()
    currency = models.TextField()
    sender = models.JSONField()
    recipient = models.JSONField()
    promised_date = models.DateField()
    label_date = models.DateField()
    planned_at = models.DateTimeField()
    planned_by = models.TextField(null=True)  # noqa: DJ001
    since = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "carriers_shipment"
        constraints = (
            models.UniqueConstraint(
                fields=["fulfilment_id"], condition=~Q(status="void"), name="carriers_shipment_one_that_counts"
            ),
            models.UniqueConstraint(fields=["carrier", "tracking"], name="carriers_shipment_tracking"),
            models.CheckConstraint(
                condition=Q(status__in=[each.value for each in ShipmentStatus]), name="carriers_shipment_status"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "void"]) | Q(tracking__isnull=False), name="carriers_shipment_has_a_label"
            ),
            models.CheckConstraint(
                condition=Q(weight_grams__gte=1, weight_grams__lte=MOST_GRAMS, cost_minor__gte=0),
                name="carriers_shipment_possible",
            ),
        )
        indexes = (
            models.Index(fields=["order_id"], name="carriers_shipment_order"),
            models.Index(
                fields=["promised_date"],
                condition=~Q(status__in=["delivered", "returned", "void"]),
                name="carriers_shipment_expected",
            ),
            models.Index(fields=["carrier", "label_date"], name="carriers_shipment_day"),
            models.Index(fields=["planned_at"], condition=Q(status="planned"), name="carriers_shipment_unfinished"),
        )

    def __str__(self) -> str:
        return f"{self.order_number} {self.tracking}"


class LabelFile(models.Model):
    """The label of a parcel. It names a person's address, so it lies here and in no public folder."""

    shipment = models.OneToOneField(Shipment, on_delete=models.CASCADE, primary_key=True)
    pdf = models.BinaryField()
    svg = models.TextField()

    class Meta:
        db_table = "carriers_label"

    def __str__(self) -> str:
        return str(self.shipment_id)


class Event(models.Model):
    """What a carrier told, once."""

    pk = models.CompositePrimaryKey("carrier", "event_id")
    carrier = models.TextField()
    event_id = models.TextField()
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE)
    kind = models.TextField()
    at = models.DateTimeField()
    place = models.TextField()
    note = models.TextField()
    heard_at = models.DateTimeField()

    class Meta:
        db_table = "carriers_event"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in EventKind]), name="carriers_event_kind"),
        )

    def __str__(self) -> str:
        return f"{self.carrier} {self.event_id}"

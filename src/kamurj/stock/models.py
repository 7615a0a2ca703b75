"""The tables of stock. Ids of variants and locations are plain numbers: levels are loaded by the million and are
spread over machines by variant, where a foreign key's check a row would cost more than the row.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

SLOTS = 16
"""A level is spread over at most so many rows."""


class Level(models.Model):
    """The pieces of a variant in a location, or one slot of them. Slot 0 always exists and guards the others:
    who adds or removes slots has it locked. No index but the key, so that updates stay on their page (HOT).
    """

    pk = models.CompositePrimaryKey("variant_id", "location_id", "slot")
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    slot = models.SmallIntegerField(default=0)
    on_hand = models.IntegerField(default=0)
    held = models.IntegerField(default=0)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(name="stock_level_on_hand_not_negative", condition=Q(on_hand__gte=0)),
            models.CheckConstraint(name="stock_level_held_not_negative", condition=Q(held__gte=0)),
            models.CheckConstraint(name="stock_level_held_is_there", condition=Q(held__lte=F("on_hand"))),
            models.CheckConstraint(name="stock_level_slot_range", condition=Q(slot__gte=0, slot__lt=SLOTS)),
        )

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.location_id}"


class Hold(models.Model):
    """Pieces of one slot kept for a cart. `part` numbers the slots that one line was taken from: the key keeps two
    calls for one cart from both taking. `cart_quantity` is what the cart's holds add up to while none has been swept.
    """

    pk = models.CompositePrimaryKey("cart_id", "variant_id", "location_id", "part")
    cart_id = models.UUIDField()
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    part = models.SmallIntegerField(default=0)
    slot = models.SmallIntegerField()
    quantity = models.IntegerField()
    cart_quantity = models.IntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (models.CheckConstraint(name="stock_hold_quantity_positive", condition=Q(quantity__gt=0)),)
        indexes = (models.Index(name="stock_hold_expiry", fields=["variant_id", "expires_at"]),)

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} for cart {self.cart_id}"


class Allocation(models.Model):
    """Pieces of one slot kept for an order, without an end."""

    pk = models.CompositePrimaryKey("order_id", "variant_id", "location_id", "slot")
    order_id = models.UUIDField()
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    slot = models.SmallIntegerField()
    quantity = models.IntegerField()

    class Meta:
        """What the database holds true."""

        constraints = (models.CheckConstraint(name="stock_allocation_quantity_positive", condition=Q(quantity__gt=0)),)

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} for order {self.order_id}"


class Movement(models.Model):
    """The ledger: one row for every change of what lies in a place. A trigger refuses UPDATE and DELETE; the rows name
    no person, so erasing a customer never needs one.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    quantity = models.IntegerField()
    reason = models.TextField()
    reference = models.UUIDField(null=True)

    class Meta:
        """What the database holds true."""

        constraints = (models.CheckConstraint(name="stock_movement_not_zero", condition=~Q(quantity=0)),)
        indexes = (
            models.Index(name="stock_movement_variant", fields=["variant_id", "id"]),
            models.Index(name="stock_movement_location", fields=["location_id", "id"]),
            models.Index(name="stock_movement_reference", fields=["reference"], condition=Q(reference__isnull=False)),
            BrinIndex(name="stock_movement_at", fields=["at"]),
        )

    def __str__(self) -> str:
        return f"{self.quantity:+} of {self.variant_id} in {self.location_id}"


class ChannelSource(models.Model):
    """How a channel sells from a location; where no row stands it sells there, without a buffer."""

    pk = models.CompositePrimaryKey("channel", "location_id")
    channel = models.TextField()
    location_id = models.BigIntegerField()
    buffer = models.IntegerField(default=0)
    enabled = models.BooleanField(default=True)

    class Meta:
        """What the database holds true."""

        db_table = "stock_channel_source"
        constraints = (models.CheckConstraint(name="stock_channel_source_buffer", condition=Q(buffer__gte=0)),)

    def __str__(self) -> str:
        return f"{self.channel} from {self.location_id}"


class OfferRule(models.Model):
    """What is not offered although it is free; null means all. One rule a kind and scope."""

    kind = models.TextField()
    channel = models.TextField(null=True)  # noqa: DJ001 - null is every channel, as in the other columns
    location_id = models.BigIntegerField(null=True)
    category_id = models.BigIntegerField(null=True)
    variant_id = models.BigIntegerField(null=True)
    pieces = models.IntegerField(default=0)

    class Meta:
        """What the database holds true."""

        db_table = "stock_offer_rule"
        constraints = (
            models.UniqueConstraint(
                name="stock_offer_rule_once",
                fields=["variant_id", "category_id", "location_id", "channel", "kind"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="stock_offer_rule_kind",
                condition=Q(kind="safety", channel__isnull=True, pieces__gte=0)
                | Q(kind="buffer", channel__isnull=False, pieces__gte=0)
                | Q(kind="excluded", pieces=0),
            ),
            models.CheckConstraint(
                name="stock_offer_rule_one_scope", condition=Q(variant_id__isnull=True) | Q(category_id__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pieces}"


class CategoryMember(models.Model):
    """Which variants lie in a category that a rule names, subcategories counted; kept in step from the log (0084)."""

    pk = models.CompositePrimaryKey("variant_id", "category_id")
    variant_id = models.BigIntegerField()
    category_id = models.BigIntegerField()

    class Meta:
        """How it is found."""

        db_table = "stock_category_member"
        indexes = (models.Index(name="stock_category_member_category", fields=["category_id"]),)

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.category_id}"


class Incoming(models.Model):
    """Goods that are announced and not there yet, one row a line."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    number = models.TextField(blank=True, default="")
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    quantity = models.IntegerField()
    received = models.IntegerField(default=0)
    expected_date = models.DateField()
    status = models.TextField(default="open")
    announced_at = models.DateTimeField()
    transfer_id = models.UUIDField(null=True)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(name="stock_incoming_kind", condition=Q(kind__in=["purchase", "transfer"])),
            models.CheckConstraint(name="stock_incoming_status", condition=Q(status__in=["open", "received", "cancelled"])),
            models.CheckConstraint(
                name="stock_incoming_received", condition=Q(received__gte=0, received__lte=F("quantity"), quantity__gt=0)
            ),
        )
        indexes = (
            models.Index(name="stock_incoming_open", fields=["variant_id"], condition=Q(status="open")),
            models.Index(name="stock_incoming_expected", fields=["expected_date", "id"], condition=Q(status="open")),
            models.Index(name="stock_incoming_transfer", fields=["transfer_id"], condition=Q(transfer_id__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} on {self.expected_date}"


class Count(models.Model):
    """One article to be counted in one place; at most one that is open."""

    id = models.UUIDField(primary_key=True)
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    reason = models.TextField()
    status = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    first_counted = models.IntegerField(null=True)
    counted = models.IntegerField(null=True)
    expected = models.IntegerField(null=True)
    difference = models.IntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    counted_by = models.TextField(default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="", blank=True)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.UniqueConstraint(
                name="stock_count_one_open",
                fields=["location_id", "variant_id"],
                condition=Q(status__in=["asked", "recount", "review"]),
            ),
            models.CheckConstraint(name="stock_count_not_negative", condition=Q(counted__isnull=True) | Q(counted__gte=0)),
        )
        indexes = (
            models.Index(name="stock_count_listed", fields=["status", "location_id", "id"]),
            models.Index(name="stock_count_last", fields=["location_id", "variant_id", "counted_at"]),
        )

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.location_id}: {self.status}"


class Transfer(models.Model):
    """Pieces asked of one place by another, sent, and received there."""

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    source_id = models.BigIntegerField()
    destination_id = models.BigIntegerField()
    status = models.TextField()
    version = models.IntegerField(default=1)
    note = models.TextField(blank=True, default="")
    expected_date = models.DateField(null=True)
    requested_at = models.DateTimeField()
    requested_by = models.TextField()
    dispatched_at = models.DateTimeField(null=True)
    dispatched_by = models.TextField(blank=True, default="")
    received_at = models.DateTimeField(null=True)
    received_by = models.TextField(blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(blank=True, default="")

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(
                name="stock_transfer_status", condition=Q(status__in=["requested", "dispatched", "received", "cancelled"])
            ),
            models.CheckConstraint(name="stock_transfer_two_places", condition=~Q(source_id=F("destination_id"))),
        )
        indexes = (
            models.Index(name="stock_transfer_from", fields=["source_id", "status", "id"]),
            models.Index(name="stock_transfer_to", fields=["destination_id", "status", "id"]),
        )

    def __str__(self) -> str:
        return self.number


class TransferLine(models.Model):
    """One article of a transfer, and what became of its pieces."""

    pk = models.CompositePrimaryKey("transfer_id", "position")
    transfer_id = models.UUIDField()
    position = models.SmallIntegerField()
    variant_id = models.BigIntegerField()
    requested = models.IntegerField()
    dispatched = models.IntegerField(default=0)
    received = models.IntegerField(default=0)
    damaged = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)
    over = models.IntegerField(default=0)

    class Meta:
        """What the database holds true."""

        db_table = "stock_transfer_line"
        constraints = (
            models.CheckConstraint(name="stock_transfer_line_asked", condition=Q(requested__gt=0)),
            models.CheckConstraint(
                name="stock_transfer_line_adds_up",
                condition=Q(dispatched__lte=F("requested"))
                & Q(received__gte=0, damaged__gte=0, lost__gte=0, over__gte=0)
                & Q(dispatched__gte=F("received") + F("damaged") + F("lost")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.requested} of {self.variant_id}"


class Adjustment(models.Model):
    """A correction somebody made by hand, with its reason; the ledger's movements name it."""

    id = models.UUIDField(primary_key=True)
    location_id = models.BigIntegerField()
    reason = models.TextField()
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.TextField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.reason} in {self.location_id}"

"""The tables of carts and orders.

Variants, locations and customers are plain ids: an order is a snapshot that outlives them, and a foreign key would make
every buyer of a hot article lock the same catalogue row.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kamurj.orders.contracts import MAXIMUM_QUANTITY, CartStatus, DeliveryKind, OrderStatus
from kamurj.orders.contracts.changes import ChangeKind, ChangeStatus


class Cart(models.Model):
    """One cart of a customer or of a guest (by the random token of his visit)."""

    id = models.UUIDField(primary_key=True)
    customer_id = models.UUIDField(null=True)
    anonymous_id = models.TextField(null=True)  # noqa: DJ001 - no guest is not a guest without a name
    channel = models.TextField()
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=5)
    location_id = models.BigIntegerField(null=True)
    status = models.TextField()
    version = models.IntegerField()
    successor_id = models.UUIDField(null=True)
    coupons = ArrayField(models.TextField(), db_default=[])
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """What always holds."""

        constraints = [
            models.UniqueConstraint(
                fields=["customer_id"], condition=Q(status=CartStatus.OPEN), name="orders_cart_one_open_a_customer"
            ),
            models.UniqueConstraint(
                fields=["anonymous_id"],
                condition=Q(status=CartStatus.OPEN, customer_id__isnull=True),
                name="orders_cart_one_open_a_guest",
            ),
            models.CheckConstraint(condition=Q(status__in=list(CartStatus)), name="orders_cart_status_known"),
            models.CheckConstraint(
                condition=Q(customer_id__isnull=False) | Q(anonymous_id__isnull=False), name="orders_cart_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"Cart {self.id}"


class CartLine(models.Model):
    """Pieces of one variant in a cart."""

    pk = models.CompositePrimaryKey("cart", "variant_id")
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", db_index=False)
    variant_id = models.BigIntegerField()
    quantity = models.SmallIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        """What always holds."""

        db_table = "orders_cart_line"
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__range=(1, MAXIMUM_QUANTITY)), name="orders_cart_line_quantity_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class Order(models.Model):
    """What was agreed, and what became of it. Its money and delivery change only together with its version (0082)."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=40, db_collation="C")
    cart_id = models.UUIDField(null=True)
    channel = models.TextField()
    location_id = models.BigIntegerField(null=True)
    customer_id = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=5)
    status = models.TextField()
    contact = models.JSONField()
    delivery_kind = models.TextField()
    pickup_location_id = models.BigIntegerField(null=True)
    address = models.JSONField(null=True)
    pieces = models.IntegerField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(db_default=0)
    source = models.TextField(null=True)  # noqa: DJ001 - orders of this house have none
    source_key = models.TextField(null=True)  # noqa: DJ001 - likewise
    placed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(null=True)  # noqa: DJ001 - null until cancelled
    version = models.IntegerField(db_default=0)
    placed_by = models.TextField(null=True)  # noqa: DJ001 - nobody of the shop is not somebody without a name

    class Meta:
        """What always holds."""

        constraints = [
            models.UniqueConstraint(fields=["number"], name="orders_order_number_unique"),
            models.UniqueConstraint(fields=["cart_id"], name="orders_order_cart_unique"),
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=Q(source__isnull=False), name="orders_order_source_unique"
            ),
            models.CheckConstraint(condition=Q(status__in=list(OrderStatus)), name="orders_order_status_known"),
            models.CheckConstraint(condition=Q(delivery_kind__in=list(DeliveryKind)), name="orders_order_delivery_known"),
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("tax_minor")), name="orders_order_gross_is_net_and_tax"
            ),
            models.CheckConstraint(
                condition=Q(status=OrderStatus.CANCELLED, cancel_reason__isnull=False)
                | (~Q(status=OrderStatus.CANCELLED) & Q(cancel_reason__isnull=True)),
                name="orders_order_reason_iff_cancelled",
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="orders_order_newest"),
            models.Index(
                fields=["customer_id", "-placed_at", "-id"],
                condition=Q(customer_id__isnull=False),
                name="orders_order_of_customer",
            ),
            models.Index(fields=["placed_at"], condition=Q(status=OrderStatus.PLACED), name="orders_order_half_done"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One line as it was agreed; never changed, but pieces of it can be taken off again."""

    pk = models.CompositePrimaryKey("order", "position")
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)
    position = models.SmallIntegerField()
    variant_id = models.BigIntegerField()
    sku = models.TextField()
    name = models.TextField()
    options = models.TextField()
    quantity = models.IntegerField()
    unit_minor = models.BigIntegerField()
    tax_basis_points = models.IntegerField()
    tax_included = models.BooleanField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(db_default=0)
    source_location_id = models.BigIntegerField()
    cancelled = models.IntegerField(db_default=0)

    class Meta:
        """What always holds."""

        db_table = "orders_order_line"
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled__gte=0, cancelled__lte=F("quantity")), name="orders_order_line_cancelled_within"
            ),
            models.CheckConstraint(condition=Q(position__gte=1, quantity__gte=1), name="orders_order_line_counts"),
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("tax_minor")), name="orders_order_line_gross_is_net_and_tax"
            ),
            models.CheckConstraint(
                condition=Q(discount_minor__gte=0, discount_minor__lte=F("unit_minor") * F("quantity"))
                | Q(discount_minor=0),
                name="orders_order_line_discount_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.position}"


class ReceiptMail(models.Model):
    """A receipt that was asked for by mail: one an order and address."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="receipt_mails", db_index=False)
    address = models.TextField()
    language = models.CharField(max_length=5)
    asked_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """The same receipt goes to the same address once."""

        db_table = "orders_receipt_mail"
        constraints = [models.UniqueConstraint(fields=["order", "address"], name="orders_receipt_mail_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.asked_at}"


class Change(models.Model):
    """One change of an order: asked for, and applied or refused."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="changes")
    kind = models.TextField()
    status = models.TextField()
    version = models.IntegerField()
    by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name
    reason = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    difference_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """What always holds: one change of an order waits at a time, and each version is made by one."""

        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status=ChangeStatus.WAITING), name="orders_change_one_waits"
            ),
            models.UniqueConstraint(
                fields=["order", "version"], condition=Q(status=ChangeStatus.APPLIED), name="orders_change_a_version"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(ChangeKind)), name="orders_change_kind_known"),
            models.CheckConstraint(condition=Q(status__in=list(ChangeStatus)), name="orders_change_status_known"),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(status=ChangeStatus.WAITING), name="orders_change_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class ChangePolicy(models.Model):
    """The shop's rules for changing orders: one row; none means the rules as they come."""

    id = models.SmallIntegerField(primary_key=True)
    items_once = models.BooleanField()
    cancel_after_items = models.BooleanField()
    details_after_items = models.BooleanField()
    lone_payment_only = models.BooleanField()
    back_to = models.CharField(max_length=10, db_default="value")
    same_items = models.BooleanField(db_default=False)
    cancel_once_begun = models.BooleanField(db_default=True)
    version = models.IntegerField()

    class Meta:
        """Its name, and that there is one."""

        db_table = "orders_change_policy"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="orders_change_policy_is_one")]

    def __str__(self) -> str:
        return f"version {self.version}"

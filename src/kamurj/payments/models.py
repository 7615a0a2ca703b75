"""Tables of the money. Orders live on the floor above, so `order_id` is a plain id."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Payment(models.Model):
    """One payment; the counters carry the promise refunds ≤ captured ≤ amount."""

    id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField(db_index=True)
    method = models.CharField(max_length=20)
    provider = models.CharField(max_length=40)
    account = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20)
    key = models.CharField(max_length=200, unique=True)
    capture_minor = models.BigIntegerField(null=True)
    capture_keeps_rest = models.BooleanField(db_default=False)
    captured_minor = models.BigIntegerField(default=0)
    captures = models.SmallIntegerField(db_default=0)
    refunded_minor = models.BigIntegerField(default=0)
    release_due = models.BooleanField(default=False)
    provider_reference = models.CharField(max_length=200, null=True)  # noqa: DJ001 - none yet is not an empty one
    decline_reason = models.CharField(max_length=100, null=True)  # noqa: DJ001 - likewise
    location_id = models.BigIntegerField(null=True)
    instrument_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(name="payments_amount_above_zero", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="payments_captured_within_amount",
                condition=Q(captured_minor__gte=0, captured_minor__lte=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="payments_refunded_within_captured",
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
            ),
        )
        indexes = (
            models.Index(name="payments_unsettled", fields=["changed_at"], condition=Q(status__in=["pending", "unknown"])),
            models.Index(
                name="payments_capture_due",
                fields=["changed_at"],
                condition=Q(status="authorised", capture_minor__isnull=False),
            ),
            models.Index(name="payments_release_due", fields=["changed_at"], condition=Q(release_due=True)),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.status}"


class Refund(models.Model):
    """Money on its way back, or there."""

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    account = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20)
    key = models.CharField(max_length=200, unique=True)
    reason = models.CharField(max_length=200)
    location_id = models.BigIntegerField(null=True)
    instrument_id = models.UUIDField(null=True)
    provider_reference = models.CharField(max_length=200, null=True)  # noqa: DJ001 - none yet is not an empty one
    requested_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (models.CheckConstraint(name="payments_refund_above_zero", condition=Q(amount_minor__gt=0)),)
        indexes = (models.Index(name="payments_refund_due", fields=["requested_at"], condition=Q(status="pending")),)

    def __str__(self) -> str:
        return f"{self.id} {self.status}"


class Posting(models.Model):
    """One movement from account to account. One of a kind for each payment or refund: it cannot be booked twice."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, db_index=False)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, db_index=False)
    kind = models.CharField(max_length=20)
    debit_account = models.CharField(max_length=80)
    credit_account = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.UniqueConstraint(
                name="payments_posting_once", fields=["payment", "refund", "kind"], nulls_distinct=False
            ),
            models.CheckConstraint(name="payments_posting_above_zero", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="payments_posting_moves", condition=~Q(debit_account=F("credit_account"))),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount_minor} {self.currency}"


class ProviderEvent(models.Model):
    """An event from a provider, kept so that it is applied once."""

    pk = models.CompositePrimaryKey("provider", "event_id")
    provider = models.CharField(max_length=40)
    event_id = models.CharField(max_length=200)
    body = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        """Its name."""

        db_table = "payments_provider_event"

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class SandboxRequest(models.Model):
    """The sandbox's own memory, as an outside service would keep it: what it was asked and what it answered."""

    key = models.CharField(max_length=220, primary_key=True)
    request = models.CharField(max_length=20)
    authorisation = models.CharField(max_length=220)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20)
    reason = models.CharField(max_length=100, null=True)  # noqa: DJ001 - an approval has none
    reference = models.CharField(max_length=100)
    captured_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    voided = models.BooleanField(default=False)
    is_final = models.BooleanField(db_default=False)
    made_at = models.DateTimeField()
    event_due_at = models.DateTimeField()
    event_delivered_at = models.DateTimeField(null=True)

    class Meta:
        """Its name."""

        db_table = "payments_sandbox_request"
        indexes = (
            models.Index(
                name="payments_sandbox_event_due", fields=["event_due_at"], condition=Q(event_delivered_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.request} {self.key}: {self.status}"


class StripeIntent(models.Model):
    """The Stripe adapter's own memory: which PaymentIntent was made for which key, before it may hold money."""

    key = models.CharField(max_length=220, primary_key=True)
    intent = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001 - a key given up before has none
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_given_up = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        """Its name."""

        db_table = "payments_stripe_intent"

    def __str__(self) -> str:
        return f"{self.key}: {self.intent}"


class Instrument(models.Model):
    """A means of a customer's own. Customers live on the floor above; a forgotten one keeps its name, not its token."""

    id = models.UUIDField(primary_key=True)
    customer_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    provider = models.CharField(max_length=40)
    token = models.CharField(max_length=220)
    fingerprint = models.CharField(max_length=200)
    brand = models.CharField(max_length=40)
    last4 = models.CharField(max_length=4)
    expires_date = models.DateField(null=True)
    saved_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.UniqueConstraint(
                name="payments_instrument_once",
                fields=["customer_id", "provider", "fingerprint"],
                condition=Q(forgotten_at__isnull=True),
            ),
            models.CheckConstraint(
                name="payments_instrument_forgotten_has_no_token",
                condition=Q(forgotten_at__isnull=True) | Q(token=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class PayLink(models.Model):
    """A link by which somebody pays an amount for an order, once. Only a hash of its token is here."""

    id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField(db_index=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    token_hash = models.BinaryField(max_length=32, unique=True)
    tries = models.SmallIntegerField(db_default=0)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True)
    made_by = models.CharField(max_length=200, null=True)  # noqa: DJ001 - a system has no name
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds true."""

        db_table = "payments_pay_link"
        constraints = (models.CheckConstraint(name="payments_pay_link_above_zero", condition=Q(amount_minor__gt=0)),)

    def __str__(self) -> str:
        return f"{self.id} for {self.order_id}"


class Reconciliation(models.Model):
    """One comparison of a provider's own books with ours; its lines are what disagrees."""

    id = models.UUIDField(primary_key=True)
    provider = models.CharField(max_length=40)
    since = models.DateTimeField()
    made_at = models.DateTimeField(db_index=True)
    compared = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.provider} {self.made_at}"


class ReconciliationLine(models.Model):
    """One payment about which the books disagree."""

    pk = models.CompositePrimaryKey("reconciliation_id", "key")
    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.CASCADE)
    key = models.CharField(max_length=220)
    kind = models.CharField(max_length=20)
    order_id = models.UUIDField(null=True)
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        """Its name."""

        db_table = "payments_reconciliation_line"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

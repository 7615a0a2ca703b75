"""Tables of stored value. Customers and orders are named by plain ids."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """One gift card, or one customer's credit or points in one currency. The balance is kept beside the postings it is the
    sum of, so that spending is one conditional statement.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    customer_id = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    code_hash = models.BinaryField(max_length=32, null=True, unique=True)
    last = models.CharField(max_length=4)
    balance_minor = models.BigIntegerField()
    status = models.CharField(max_length=10)
    expires_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(name="stored_value_never_below_zero", condition=Q(balance_minor__gte=0)),
            models.CheckConstraint(
                name="stored_value_card_has_code",
                condition=Q(kind="gift_card", code_hash__isnull=False)
                | Q(kind__in=["store_credit", "points"], code_hash__isnull=True, customer_id__isnull=False),
            ),
            models.UniqueConstraint(
                name="stored_value_one_of_a_customer",
                fields=["customer_id", "currency", "kind"],
                condition=~Q(kind="gift_card"),
            ),
        )
        indexes = (
            models.Index(name="stored_value_of_customer", fields=["customer_id"], condition=Q(customer_id__isnull=False)),
            models.Index(
                name="stored_value_to_expire",
                fields=["expires_at"],
                condition=Q(status="active", expires_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Posting(models.Model):
    """One movement between an account and a side of the house. The key is unique: it cannot be booked twice."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    movement = models.CharField(max_length=12)
    debit = models.CharField(max_length=60)
    credit = models.CharField(max_length=60)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    key = models.CharField(max_length=200, unique=True)
    reference = models.UUIDField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(name="stored_value_posting_above_zero", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="stored_value_posting_moves", condition=~Q(debit=F("credit"))),
        )

    def __str__(self) -> str:
        return f"{self.movement}: {self.amount_minor} {self.currency}"


class PointsRule(models.Model):
    """How points are earned in a currency, one rule at a time. Ended ones stay: orders keep the rule of their day."""

    currency = models.CharField(max_length=3)
    basis_points = models.IntegerField()
    point_minor = models.BigIntegerField()
    valid_days = models.IntegerField(null=True)
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds true."""

        db_table = "stored_value_points_rule"
        constraints = (
            models.UniqueConstraint(
                name="stored_value_one_points_rule", fields=["currency"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="stored_value_points_rule_sense",
                condition=Q(basis_points__gt=0, basis_points__lte=10_000, point_minor__gt=0)
                & (Q(valid_days__isnull=True) | Q(valid_days__gt=0)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.currency}: {self.basis_points}"


class Guesses(models.Model):
    """Wrong codes from one place since the window began."""

    caller = models.CharField(max_length=200, primary_key=True)
    since = models.DateTimeField()
    wrong = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.wrong} wrong codes"

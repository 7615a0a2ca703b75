"""Tables of the promotions. Orders and customers are plain ids: both live above or beside this room."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Promotion(models.Model):
    """A promotion; what is looked for or counted stands in columns beside its terms."""

    id = models.BigAutoField(primary_key=True)
    terms = models.JSONField()
    by_coupon = models.BooleanField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    max_uses = models.IntegerField(null=True)
    max_per_customer = models.IntegerField(null=True)
    budget_minor = models.BigIntegerField(null=True)
    uses = models.IntegerField(db_default=0)
    spent_minor = models.BigIntegerField(db_default=0)
    version = models.IntegerField(db_default=1)
    created_at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(
                name="promotions_uses_within", condition=Q(max_uses__isnull=True) | Q(uses__lte=F("max_uses"))
            ),
            models.CheckConstraint(
                name="promotions_spent_within",
                condition=Q(budget_minor__isnull=True) | Q(spent_minor__lte=F("budget_minor")),
            ),
            models.CheckConstraint(name="promotions_counts_not_negative", condition=Q(uses__gte=0, spent_minor__gte=0)),
        )
        indexes = (models.Index(fields=["starts_at"], condition=Q(by_coupon=False), name="promotions_automatic"),)

    def __str__(self) -> str:
        return str(self.terms.get("name_en", self.pk))


class Coupon(models.Model):
    """A code; it is kept in capitals."""

    code = models.CharField(primary_key=True, max_length=40, db_collation="C")
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT)
    max_uses = models.IntegerField(null=True)
    uses = models.IntegerField(db_default=0)
    created_at = models.DateTimeField()

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(
                name="promotions_coupon_uses_within",
                condition=Q(uses__gte=0) & (Q(max_uses__isnull=True) | Q(uses__lte=F("max_uses"))),
            ),
        )

    def __str__(self) -> str:
        return self.code


class CustomerUse(models.Model):
    """How often a customer has used a promotion that counts customers."""

    pk = models.CompositePrimaryKey("promotion", "customer_id")
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, db_index=False)
    customer_id = models.UUIDField()
    uses = models.IntegerField()

    class Meta:
        """What the database holds true."""

        db_table = "promotions_customer_use"
        constraints = (models.CheckConstraint(name="promotions_customer_use_counts", condition=Q(uses__gte=0)),)

    def __str__(self) -> str:
        return f"{self.promotion_id}: {self.uses}"


class Redemption(models.Model):
    """That an order got a promotion; `given_back_at` once the order came to nothing."""

    pk = models.CompositePrimaryKey("order_id", "promotion")
    order_id = models.UUIDField()
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, db_constraint=False)
    coupon = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null is no coupon, not one without a code
    customer_id = models.UUIDField(null=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_counted = models.BooleanField()
    at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds true."""

        constraints = (models.CheckConstraint(name="promotions_redemption_amount", condition=Q(amount_minor__gte=0)),)

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount_minor}"

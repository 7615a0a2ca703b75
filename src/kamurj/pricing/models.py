"""Tables of the prices.

Variants and lists are never deleted (archived, ended), so prices do without foreign keys in the database: checking one for
every row would halve the speed of loading them. The operations check that a list exists (0041).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class PriceList(models.Model):
    """A list of prices, valid for some channels, regions, customers and days."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=20, null=True)  # noqa: DJ001 - null is every channel, not an unnamed one
    region = models.CharField(max_length=10, null=True)  # noqa: DJ001 - likewise
    segment = models.CharField(max_length=60, null=True)  # noqa: DJ001 - likewise
    currency = models.CharField(max_length=3)
    tax_included = models.BooleanField()
    priority = models.IntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds true."""

        db_table = "pricing_price_list"
        constraints = (
            models.CheckConstraint(
                name="pricing_list_period", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
            ),
        )

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """One variant's price on one list, from so many pieces on.

    The migration gives its key the amount to carry, so a quote reads the index alone.
    """

    pk = models.CompositePrimaryKey("variant_id", "price_list", "from_quantity")
    variant_id = models.BigIntegerField()
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    from_quantity = models.IntegerField(default=1, db_default=1)
    amount_minor = models.BigIntegerField()

    class Meta:
        """What the database holds true."""

        constraints = (
            models.CheckConstraint(name="pricing_price_above_zero", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="pricing_price_from_one_piece", condition=Q(from_quantity__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.amount_minor}"


class TaxRate(models.Model):
    """A rate from a moment on; the latest that has started applies."""

    pk = models.CompositePrimaryKey("region", "tax_category", "starts_at")
    region = models.CharField(max_length=10)
    tax_category = models.CharField(max_length=50)
    starts_at = models.DateTimeField()
    basis_points = models.IntegerField()

    class Meta:
        """What the database holds true."""

        db_table = "pricing_tax_rate"
        constraints = (
            models.CheckConstraint(
                name="pricing_tax_rate_range", condition=Q(basis_points__gte=0, basis_points__lte=10_000)
            ),
        )

    def __str__(self) -> str:
        return f"{self.region} {self.tax_category}: {self.basis_points}"


class VariantTax(models.Model):
    """The tax category of a variant that is not `standard`."""

    variant_id = models.BigIntegerField(primary_key=True)
    tax_category = models.CharField(max_length=50)

    class Meta:
        """Its name."""

        db_table = "pricing_variant_tax"

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.tax_category}"

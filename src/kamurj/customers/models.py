"""Tables of the customers. Prefix and suffix indexes (`text_pattern_ops`) are in the second migration."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Customer(models.Model):
    """Somebody who buys. The `_key` columns hold the names as `find` compares them (0042)."""

    id = models.UUIDField(primary_key=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    given_key = models.CharField(max_length=200)
    family_key = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    home_latitude = models.FloatField(null=True)
    home_longitude = models.FloatField(null=True)
    source = models.CharField(max_length=60, null=True)  # noqa: DJ001 - null is nobody's, and may repeat
    external_id = models.CharField(max_length=200, null=True)  # noqa: DJ001 - likewise
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.UniqueConstraint(
                name="customers_customer_source", fields=["source", "external_id"], condition=Q(source__isnull=False)
            ),
            models.CheckConstraint(
                name="customers_home_whole",
                condition=Q(home_latitude__isnull=True, home_longitude__isnull=True)
                | Q(home_latitude__isnull=False, home_longitude__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class ContactPoint(models.Model):
    """A way to reach a customer; verified ones are unique over everybody."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """What the database holds true."""

        db_table = "customers_contact_point"
        constraints = (
            models.UniqueConstraint(name="customers_contact_once", fields=["customer", "kind", "value"]),
            models.UniqueConstraint(
                name="customers_contact_verified", fields=["kind", "value"], condition=Q(verified_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"


class Address(models.Model):
    """A place to send things to."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    label = models.CharField(max_length=60, blank=True)
    recipient = models.CharField(max_length=200)
    line1 = models.CharField(max_length=200)
    line2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=20, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.UniqueConstraint(name="customers_one_default_address", fields=["customer"], condition=Q(is_default=True)),
        )

    def __str__(self) -> str:
        return f"address {self.id} of {self.customer_id}"


class Membership(models.Model):
    """A customer belongs to a segment that people keep by hand, such as the trade or the staff."""

    pk = models.CompositePrimaryKey("customer", "segment")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    segment = models.CharField(max_length=60)
    since = models.DateTimeField()

    class Meta:
        """What is looked up the other way round."""

        indexes = (models.Index(name="customers_membership_segment", fields=["segment"]),)

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.segment}"


class Alias(models.Model):
    """A device was in a customer's hands from `since` (null: always) to `until` (null: still)."""

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=220)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        """What the database holds true."""

        constraints = (
            models.UniqueConstraint(name="customers_alias_one_holder", fields=["subject"], condition=Q(until__isnull=True)),
            models.CheckConstraint(
                name="customers_alias_period",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} is {self.customer_id}"


class TimelineEntry(models.Model):
    """One fact under its subject: a projection of the log; its key is also the order in which it is read."""

    pk = models.CompositePrimaryKey("subject", "occurred_at", "fact_id")
    subject = models.TextField()
    occurred_at = models.DateTimeField()
    fact_id = models.BigIntegerField()
    type = models.TextField()
    channel = models.TextField()
    location_id = models.BigIntegerField(null=True)
    payload = models.JSONField()

    class Meta:
        """Its name."""

        db_table = "customers_timeline_entry"

    def __str__(self) -> str:
        return f"{self.type} {self.fact_id}"

"""Tables of fulfilment. Order, location and variant are plain ids: the room works without theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kamurj.fulfilment.contracts import MAX_ATTEMPTS, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.collecting import Document, LongerBecause
from kamurj.fulfilment.contracts.questions import QuestionKind, QuestionStatus


class FulfilmentOrder(models.Model):
    """What one location has to deliver of one order."""

    id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField()
    order_number = models.TextField()
    location_id = models.BigIntegerField()
    kind = models.TextField()
    status = models.TextField(default=FulfilmentStatus.NEW.value)
    code_hash = models.BinaryField(null=True)
    code_version = models.SmallIntegerField(default=1)
    failed_attempts = models.SmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    started_by = models.TextField(null=True)  # noqa: DJ001 - nobody is not somebody without a name
    ready_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.TextField(null=True)  # noqa: DJ001
    shipped_at = models.DateTimeField(null=True)
    tracking = models.TextField(null=True)  # noqa: DJ001
    closed_at = models.DateTimeField(null=True)
    close_reason = models.TextField(null=True)  # noqa: DJ001
    part = models.SmallIntegerField(db_default=1)
    held_at = models.DateTimeField(null=True)
    held_by = models.TextField(null=True)  # noqa: DJ001
    held_reason = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """What always holds, and what is looked up."""

        db_table = "fulfilment_order"
        constraints = (
            models.UniqueConstraint(fields=["order_id", "location_id", "part"], name="fulfilment_order_once_a_location"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in FulfilmentKind]), name="fulfilment_order_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in FulfilmentStatus]), name="fulfilment_order_status"
            ),
            models.CheckConstraint(
                condition=Q(failed_attempts__gte=0, failed_attempts__lte=MAX_ATTEMPTS), name="fulfilment_order_attempts"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready", kind="collect")
                | Q(ready_at__isnull=False, deadline_at__isnull=False, code_hash__isnull=False),
                name="fulfilment_order_ready_has_a_code",
            ),
            models.CheckConstraint(
                condition=Q(status="handed_over", handed_over_at__isnull=False)
                | (~Q(status="handed_over") & Q(handed_over_at__isnull=True)),
                name="fulfilment_order_handed_over_once",
            ),
            models.CheckConstraint(
                condition=Q(status="shipped", shipped_at__isnull=False, tracking__isnull=False)
                | (~Q(status="shipped") & Q(shipped_at__isnull=True)),
                name="fulfilment_order_shipped_once",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=False, held_reason__isnull=False)
                | Q(held_at__isnull=True, held_reason__isnull=True),
                name="fulfilment_order_held_for_a_reason",
            ),
        )
        indexes = (
            models.Index(fields=["order_number"], name="fulfilment_order_number"),
            models.Index(
                fields=["location_id", "status", "opened_at"],
                condition=Q(status__in=["new", "picking", "ready"]),
                name="fulfilment_order_work",
            ),
            models.Index(
                fields=["deadline_at"], condition=Q(status="ready", kind="collect"), name="fulfilment_order_overdue"
            ),
            models.Index(
                fields=["location_id", "closed_at"],
                condition=Q(status__in=["expired", "cancelled", "rejected"]),
                name="fulfilment_order_put_back",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_number} {self.status}"


class Line(models.Model):
    """Pieces of one order line in a fulfilment order."""

    pk = models.CompositePrimaryKey("fulfilment_id", "position")
    fulfilment = models.ForeignKey(FulfilmentOrder, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.SmallIntegerField()
    variant_id = models.BigIntegerField()
    quantity = models.IntegerField()
    picked = models.IntegerField(default=0)
    missing = models.IntegerField(default=0)
    substituted = models.IntegerField(db_default=0)
    rejected = models.IntegerField(db_default=0)
    found = models.IntegerField(db_default=0)

    class Meta:
        """What always holds, and what is looked up."""

        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="fulfilment_line_some"),
            models.CheckConstraint(
                condition=Q(
                    picked__gte=0,
                    missing__gte=0,
                    substituted__gte=0,
                    rejected__gte=0,
                    quantity__gte=F("picked") + F("missing") + F("substituted") + F("rejected"),
                ),
                name="fulfilment_line_no_more_than_ordered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fulfilment_id} {self.position}"


class Shortfall(models.Model):
    """Pieces that a place could not deliver, and why: looked for in vain, or rejected."""

    id = models.BigAutoField(primary_key=True)
    fulfilment = models.ForeignKey(FulfilmentOrder, on_delete=models.CASCADE, related_name="shortfalls")
    position = models.SmallIntegerField()
    variant_id = models.BigIntegerField()
    quantity = models.IntegerField()
    is_rejected = models.BooleanField()
    reason = models.TextField()
    by = models.TextField(null=True)  # noqa: DJ001
    at = models.DateTimeField()

    class Meta:
        """What always holds."""

        constraints = (models.CheckConstraint(condition=Q(quantity__gt=0), name="fulfilment_shortfall_some"),)

    def __str__(self) -> str:
        return f"{self.quantity} {self.reason}"


class Question(models.Model):
    """A question to the customer; of its token only a hash is kept."""

    id = models.UUIDField(primary_key=True)
    fulfilment = models.ForeignKey(FulfilmentOrder, on_delete=models.CASCADE, related_name="questions")
    order_id = models.UUIDField(db_index=True)
    location_id = models.BigIntegerField()
    kind = models.TextField()
    status = models.TextField()
    token_hash = models.BinaryField(unique=True)
    position = models.SmallIntegerField(null=True)
    quantity = models.IntegerField(null=True)
    variant_id = models.BigIntegerField(null=True)
    unit_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001
    asked_at = models.DateTimeField()
    asked_by = models.TextField(null=True)  # noqa: DJ001
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(null=True)  # noqa: DJ001
    chosen_location_id = models.BigIntegerField(null=True)

    class Meta:
        """What always holds: of a line, one question waits at a time."""

        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in QuestionKind]), name="fulfilment_question_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in QuestionStatus]), name="fulfilment_question_status"
            ),
            models.CheckConstraint(
                condition=~Q(kind="substitute")
                | Q(
                    position__isnull=False,
                    quantity__gt=0,
                    variant_id__isnull=False,
                    unit_minor__gte=0,
                    currency__isnull=False,
                ),
                name="fulfilment_question_offers_something",
            ),
            models.UniqueConstraint(
                fields=["fulfilment", "position"],
                condition=Q(status="waiting"),
                nulls_distinct=False,
                name="fulfilment_question_one_waits",
            ),
        )
        indexes = (models.Index(fields=["expires_at"], condition=Q(status="waiting"), name="fulfilment_question_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class Shelf(models.Model):
    """Where in a place an article lies, in the words of those who fetch it."""

    pk = models.CompositePrimaryKey("location_id", "variant_id")
    location_id = models.BigIntegerField()
    variant_id = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        """Its name."""

        db_table = "fulfilment_shelf"

    def __str__(self) -> str:
        return self.text


class Arrival(models.Model):
    """Somebody waits outside for a collection, or waited."""

    fulfilment = models.OneToOneField(FulfilmentOrder, on_delete=models.CASCADE, primary_key=True, related_name="arrival")
    spot = models.TextField()
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        """What is looked up."""

        indexes = (models.Index(fields=["arrived_at"], condition=Q(left_at__isnull=True), name="fulfilment_arrival_waits"),)

    def __str__(self) -> str:
        return f"{self.fulfilment_id} {self.arrived_at}"


class Collector(models.Model):
    """Who else may collect an order."""

    order_id = models.UUIDField(primary_key=True)
    name = models.TextField()
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.order_id)


class Checked(models.Model):
    """The document that was seen where no code was given."""

    fulfilment = models.OneToOneField(FulfilmentOrder, on_delete=models.CASCADE, primary_key=True, related_name="checked")
    document = models.TextField()
    name = models.TextField()
    is_other_person = models.BooleanField()
    at = models.DateTimeField()
    by = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """What always holds."""

        constraints = (
            models.CheckConstraint(
                condition=Q(document__in=[each.value for each in Document]), name="fulfilment_checked_what"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fulfilment_id} {self.document}"


class Longer(models.Model):
    """A deadline that was put off, once."""

    fulfilment = models.OneToOneField(FulfilmentOrder, on_delete=models.CASCADE, primary_key=True, related_name="longer")
    was_at = models.DateTimeField()
    until = models.DateTimeField()
    because = models.TextField()
    at = models.DateTimeField()
    by = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """What always holds."""

        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("was_at")), name="fulfilment_longer_later"),
            models.CheckConstraint(
                condition=Q(because__in=[each.value for each in LongerBecause]), name="fulfilment_longer_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fulfilment_id} {self.until}"


class Reminder(models.Model):
    """A customer was reminded of a collection, once."""

    fulfilment = models.OneToOneField(FulfilmentOrder, on_delete=models.CASCADE, primary_key=True, related_name="reminder")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.fulfilment_id} {self.at}"


class PutBack(models.Model):
    """Found pieces that nobody gets lie on their shelves again."""

    fulfilment = models.OneToOneField(FulfilmentOrder, on_delete=models.CASCADE, primary_key=True, related_name="put_back")
    at = models.DateTimeField()
    by = models.TextField(null=True)  # noqa: DJ001

    def __str__(self) -> str:
        return f"{self.fulfilment_id} {self.at}"


class Promise(models.Model):
    """What a place promised of an order when it was placed, or last went elsewhere."""

    pk = models.CompositePrimaryKey("order_id", "location_id")
    order_id = models.UUIDField()
    location_id = models.BigIntegerField()
    kind = models.TextField()
    earliest = models.DateTimeField()
    latest = models.DateTimeField()
    until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    time_zone = models.TextField()

    class Meta:
        """What always holds, and what is looked up."""

        constraints = (models.CheckConstraint(condition=Q(latest__gte=F("earliest")), name="fulfilment_promise_in_order"),)
        indexes = (models.Index(fields=["due_at"], name="fulfilment_promise_due"),)

    def __str__(self) -> str:
        return f"{self.order_id} {self.due_at}"

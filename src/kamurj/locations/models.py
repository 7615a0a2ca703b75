"""The tables of locations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Location(models.Model):
    """A store or a warehouse."""

    code = models.TextField(unique=True)
    kind = models.TextField()
    name_en = models.TextField(blank=True)
    name_hy = models.TextField(blank=True)
    region = models.TextField()
    country = models.TextField()
    currency = models.TextField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    time_zone = models.TextField()
    address_en = models.TextField(blank=True, default="")
    address_hy = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["store", "warehouse"]), name="locations_location_kind"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="locations_location_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OpeningHours(models.Model):
    """One span of a weekday (Monday 0) in the location's wall-clock time; `closes` ≤ `opens` means the next day."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="week")
    weekday = models.SmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        db_table = "locations_opening_hours"
        constraints = [
            models.UniqueConstraint(fields=["location", "weekday", "opens"], name="locations_opening_hours_once"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="locations_opening_hours_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class SpecialDay(models.Model):
    """One span of a date that is not like its weekday; a row without hours says closed all day."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="special_days")
    date = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        db_table = "locations_special_day"
        constraints = [
            models.UniqueConstraint(
                fields=["location", "date", "opens"], name="locations_special_day_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="locations_special_day_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.date)

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


class Handling(models.Model):
    """How fast a location works; a location without a row works as the defaults say."""

    location = models.OneToOneField(Location, on_delete=models.CASCADE, primary_key=True, related_name="handling")
    picking_minutes = models.IntegerField(default=120)
    collect_cut_off = models.TimeField(null=True)
    ship_cut_off = models.TimeField()
    handling_days = models.SmallIntegerField(default=0)
    closed_on_holidays = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(picking_minutes__range=(0, 10_080)), name="locations_handling_picking"),
            models.CheckConstraint(condition=Q(handling_days__range=(0, 60)), name="locations_handling_days"),
        ]

    def __str__(self) -> str:
        return f"{self.picking_minutes} min"


class PublicHoliday(models.Model):
    """A public holiday of a country (region empty) or of one of its regions."""

    country = models.TextField()
    region = models.TextField(blank=True, default="")
    date = models.DateField()
    name_en = models.TextField(blank=True, default="")
    name_hy = models.TextField(blank=True, default="")
    observed = models.BooleanField(default=True)

    class Meta:
        db_table = "locations_public_holiday"
        constraints = [
            models.UniqueConstraint(fields=["country", "region", "date"], name="locations_public_holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.date}"

"""The world of one run: places, articles, people, promotions, a bank, and a clock that only the run turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from kamurj.customers.contracts import Address
from kamurj.foundation.database import sql
from kamurj.journeys.tests.shop import Shop
from kamurj.kernel import clock, ids
from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin, customer_subject
from kamurj.orders.contracts import Contact, Delivery, DeliveryKind
from kamurj.payments.adapters.sandbox import Sandbox
from kamurj.payments.contracts import ProviderAnswer
from kamurj.promotions.contracts import Gives, Terms
from kamurj.promotions.operations.coupons import add_coupon
from kamurj.promotions.operations.terms import add_promotion
from kamurj.stock.bulk import set_levels
from kamurj.stock.contracts import LevelCount
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import AccountId, Kind, Source
from kamurj.stored_value.operations.points import set_points_rule

BEGINNING = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
SYSTEM = Origin(channel=Channel.API, actor="system:property")
WRITTEN_BY_RUNS = ("orders", "stock", "payments", "promotions", "stored_value", "fulfilment", "returns", "sourcing", "log",
                   "idempotency", "customers", "tills", "carriers")  # fmt: skip
"""The rooms whose tables begin empty in every run; places, articles and prices stay."""
KEPT = ("log_subscription", "log_fact_default")
HOMES = (
    Address(recipient="Ani", line1="Baghramyan 1", city="Yerevan", country="AM"),
    Address(recipient="Ani", line1="Rizhkov 7", city="Gyumri", country="AM"),
)
COUPONS = ("SPRING", "ONCE", "NOTHING")


class Moment(datetime):
    """What the kernel's clock reads in a run: the run's own moment."""

    shown = BEGINNING

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The moment that the run is at."""
        return cls.shown.astimezone(tz)


class Bank:
    """The sandbox, and what else happens while it thinks: somebody acts before its answer is written down."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.meanwhile: Callable[[], object] | None = None
        for name in ("authorise", "capture", "refund", "void"):
            patch.setattr(Sandbox, name, self._around(getattr(Sandbox, name)))

    def _around(self, whole: Callable[..., ProviderAnswer]) -> Callable[..., ProviderAnswer]:
        def ask(sandbox: Sandbox, **asked: Any) -> ProviderAnswer:
            work, self.meanwhile = self.meanwhile, None
            try:
                return whole(sandbox, **asked)
            finally:
                if work is not None:
                    work()

        return ask


def numbered() -> Callable[[], UUID]:
    """Ids that are the same in every run of the same steps: what is sorted by them is, too."""
    numbers = count(1)
    return lambda: UUID(int=(0x01900000 << 96) | (7 << 76) | (0b10 << 62) | next(numbers))


class World:
    """The ids of everything, the same in every run."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        Moment.shown = BEGINNING
        patch.setattr(clock, "datetime", Moment)
        self.bank = Bank(patch)
        self.patch = patch
        self.shop = Shop(BEGINNING)
        self.places: tuple[LocationId, ...] = (self.shop.yerevan, self.shop.gyumri, self.shop.warehouse)
        self.stores = self.places[:2]
        self.variants = (self.shop.oak, self.shop.ash, self.shop.lamp)
        self.people = tuple(CustomerId(ids.new()) for _ in range(3))
        self.tables = [
            model._meta.db_table
            for model in apps.get_models()
            if model._meta.app_label in WRITTEN_BY_RUNS and model._meta.db_table not in KEPT
        ]

    @property
    def now(self) -> datetime:
        """The moment that the run is at."""
        return Moment.shown

    def wait(self, some_time: timedelta) -> None:
        """Time passes."""
        Moment.shown += some_time

    def begin(self, levels: Mapping[tuple[int, int], int]) -> None:
        """Empty the rooms, and lay so many pieces of a variant in a place (both by their number here)."""
        Moment.shown = BEGINNING
        self.bank.meanwhile = None
        self.patch.setattr(ids, "new", numbered())
        sql.execute(f"TRUNCATE {', '.join(self.tables)}, procrastinate_jobs RESTART IDENTITY CASCADE")  # type: ignore[arg-type]
        rows = [LevelCount(self.variants[v], self.places[p], count) for (v, p), count in levels.items()]
        set_levels(rows=rows, now=self.now, origin=SYSTEM)
        self.shop._drawers()
        self._promote()
        self._give_points()
        self.card = self._issue(Kind.GIFT_CARD, 5_000_00, None)
        self.lapsing = self._issue(Kind.GIFT_CARD, 4_000_00, None, expires_at=self.now + timedelta(days=3))
        self.credit = self._issue(Kind.STORE_CREDIT, 3_000_00, self.people[0])

    @property
    def points(self) -> AccountId:
        """The points of the first of the people; nobody's as long as they have none."""
        found = sql.scalar(
            "SELECT id FROM stored_value_account WHERE kind = 'points' AND customer_id = %s", (self.people[0],)
        )
        return AccountId(found or UUID(int=1))

    def _give_points(self) -> None:
        point = Money(1_00, "AMD")
        set_points_rule(currency="AMD", basis_points=2_000, point=point, valid_days=30, now=self.now, origin=SYSTEM)

    def _issue(self, kind: Kind, minor: int, customer: CustomerId | None, expires_at: datetime | None = None) -> AccountId:
        made = stored.issue(
            kind=kind,
            amount=Money(minor, "AMD"),
            source=Source.SOLD,
            key=f"world:{kind}:{minor}",
            customer=customer,
            expires_at=expires_at,
            now=self.now,
            origin=SYSTEM,
        )
        return made.account.id

    def _promote(self) -> None:
        shared: dict[str, Any] = {"starts_at": self.now - timedelta(hours=1), "currency": "AMD"}
        automatic = Terms("Ten", "Տասը", Gives.PERCENT, basis_points=1_000, max_uses=5, **shared)
        spring = Terms(
            "Spring", "Գարուն", Gives.AMOUNT, amount_minor=1_000_01, by_coupon=True, budget_minor=3_000_00, **shared
        )
        once = Terms(
            "Once", "Մեկ", Gives.PERCENT, basis_points=3_333, by_coupon=True, max_uses=2, max_per_customer=1, **shared
        )
        add_promotion(terms=automatic, now=self.now, origin=SYSTEM)
        for terms, code in ((spring, COUPONS[0]), (once, COUPONS[1])):
            number = add_promotion(terms=terms, now=self.now, origin=SYSTEM)
            add_coupon(promotion=number, code=code, max_uses=2, now=self.now, origin=SYSTEM)

    def staff(self, place: LocationId) -> Origin:
        """Somebody who works there."""
        return Origin(channel=Channel.STORE, location=place, actor="user:5")

    def shopper(self, person: int, channel: Channel = Channel.WEB) -> Origin:
        """One of the people, at a channel."""
        return Origin(channel=channel, subject=customer_subject(self.people[person]))

    def contact(self, person: int) -> Contact:
        """How they are reached."""
        return Contact(given_name="Ani", family_name="Sargsyan", email=f"buyer-{person}@example.com")

    def delivery(self, how: int) -> Delivery:
        """Collected in one of the stores, or sent to one of the homes."""
        if how < len(self.stores):
            return Delivery(kind=DeliveryKind.COLLECT, location=self.stores[how])
        return Delivery(kind=DeliveryKind.SHIP, address=HOMES[how % len(HOMES)])

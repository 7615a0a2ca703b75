"""What leaves sourcing: places, rules, decisions with their trace, and the room's facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kamurj.kernel.facts import Fact
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId

LISTED = 8
"""So many candidates stand in a trace with their points; of the others only how many there were."""


class RuleKind(StrEnum):
    """What a rule counts. Everything is in points, so that one rule can outweigh another."""

    PARCELS = "parcels"
    PARCEL_COST = "parcel_cost"
    STORE = "store"
    OTHER_REGION = "other_region"
    DISTANCE = "distance"
    LOAD = "load"
    SHELF = "shelf"
    FRANCHISE = "franchise"


@dataclass(frozen=True, slots=True)
class Rule:
    """So many points for each parcel (`parcels`, `store`, `other_region`), each point of the place's own parcel cost
    (`parcel_cost`), each 100 km (`distance`), each parcel sourced there today (`load`), each piece of a franchise store
    (`franchise`), each piece that leaves fewer than `keep` in a store (`shelf`).
    """

    kind: RuleKind
    points: int
    keep: int = 0


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """What one place does for orders that are shipped. `capacity` is parcels a day (None: no limit), `parcel_cost` points;
    a `paused` place is asked only if nobody else can.
    """

    location: LocationId
    ships: bool = True
    paused: bool = False
    franchise: bool = False
    capacity: int | None = None
    parcel_cost: int = 0
    excluded: tuple[int, ...] = ()
    """Categories (by id) that it never sends."""


DEFAULT_RULES = (
    Rule(RuleKind.PARCELS, 1_000),
    Rule(RuleKind.STORE, 300),
    Rule(RuleKind.OTHER_REGION, 100),
    Rule(RuleKind.DISTANCE, 10),
    Rule(RuleKind.PARCEL_COST, 1),
    Rule(RuleKind.FRANCHISE, 200),
    Rule(RuleKind.SHELF, 0, keep=1),
    Rule(RuleKind.LOAD, 0),
)
"""One parcel before two, a warehouse before a store, the region before others, near before far."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All that a decision depends on beside stock. `version` 0 is the default; `digest` is the SHA-256 of the content."""

    version: int
    digest: str
    rules: tuple[Rule, ...] = DEFAULT_RULES
    places: Mapping[LocationId, PlaceTerms] = field(default_factory=dict)
    most_moves: int = 500
    """So many orders one re-optimisation may move."""
    least_saving: int = 100
    """An order that is open is moved only if that saves at least so many points."""

    def points(self, kind: RuleKind) -> int:
        """What a rule weighs; 0 where it is not used."""
        return next((rule.points for rule in self.rules if rule.kind is kind), 0)

    @property
    def keep(self) -> int:
        """How many pieces stores like to keep on the shelf."""
        return next((rule.keep for rule in self.rules if rule.kind is RuleKind.SHELF), 0)

    def terms(self, location: LocationId) -> PlaceTerms:
        """What was said about a place; one that is not named sends everything."""
        return self.places.get(location) or PlaceTerms(location)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces of one variant that have to come from somewhere. `categories`: those that could be excluded."""

    variant: VariantId
    quantity: int
    categories: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place as sourcing sees it: `free` pieces by variant, `load` parcels sourced there today."""

    location: LocationId
    code: str
    is_store: bool
    trades: bool
    region: str
    country: str
    position: Position
    free: Mapping[VariantId, int]
    load: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """Whereto: pieces come from places of the country."""

    country: str
    region: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces of a variant from one place."""

    variant: VariantId
    location: LocationId
    quantity: int


class Filtered(StrEnum):
    """Why a place was not considered. The last two are limits of our own: they give way before an order is refused."""

    CLOSED = "closed"
    COUNTRY = "country"
    DOES_NOT_SHIP = "does_not_ship"
    EXCLUDED = "excluded"
    NOTHING_FREE = "nothing_free"
    PAUSED = "paused"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its points for a parcel by rule, and how many of the pieces it has."""

    location: LocationId
    points: int
    by_rule: Mapping[str, int]
    pieces: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Why the pieces come from where they come: kept with the order, shown in the console."""

    rules_version: int
    rules_digest: str
    strategy: str
    is_optimal: bool
    filtered: Mapping[str, tuple[LocationId, ...]]
    relaxed: tuple[str, ...]
    candidates: int
    scored: tuple[Scored, ...]
    chosen: tuple[Taken, ...]
    points: int
    alternative: tuple[Taken, ...]
    alternative_points: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Pieces and why."""

    taken: tuple[Taken, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision as it is kept. `order` is given where an open order was moved; else it was the cart's."""

    cart: CartId
    order: OrderId | None
    at: datetime
    trace: Trace


@dataclass(frozen=True, slots=True)
class RuleSetSummary:
    """A version of the rules: when it was made and by whom."""

    version: int
    digest: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class PiecesSourced(Fact):
    """It was decided from where a cart's pieces come."""

    cart: CartId
    trace: Trace


@dataclass(frozen=True, slots=True)
class SourcesMoved(Fact):
    """Pieces of an open order come from other places than was decided at first."""

    order: OrderId
    cart: CartId
    before: tuple[Taken, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class RulesChanged(Fact):
    """The rules have a new version."""

    rules_version: int
    previous: int
    digest: str


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order whose parcel nobody has begun on: whereto it goes, what it wants, and from where its pieces come now."""

    order: OrderId
    cart: CartId
    goal: Goal
    wanted: tuple[Wanted, ...]
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """An open order that had better come from other places; `saving` in points."""

    order: OpenOrder
    decision: Decision
    saving: int

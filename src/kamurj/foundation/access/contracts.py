"""What leaves the room: roles, permissions, scopes, who is acting, and the facts about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId


class Role(StrEnum):
    """What somebody does here; each role is a set of permissions."""

    ASSOCIATE = "associate"
    MANAGER = "manager"
    AGENT = "agent"
    MARKETER = "marketer"
    MERCHANDISER = "merchandiser"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing a member of staff may do."""

    CONSOLE_VIEW = "console.view"
    STORE_VIEW = "store.view"
    ORDERS_VIEW = "orders.view"
    ORDERS_CANCEL = "orders.cancel"
    ORDERS_REFUND = "orders.refund"
    STOCK_VIEW = "stock.view"
    STOCK_ADJUST = "stock.adjust"
    STOCK_COUNT = "stock.count"
    STOCK_MOVE = "stock.move"
    CATALOGUE_VIEW = "catalogue.view"
    CATALOGUE_EDIT = "catalogue.edit"
    PRICES_EDIT = "prices.edit"
    LOCATIONS_EDIT = "locations.edit"
    CUSTOMERS_VIEW = "customers.view"
    CUSTOMERS_EDIT = "customers.edit"
    TILL_SELL = "till.sell"
    TILL_DISCOUNT = "till.discount"
    PICKUP_WORK = "pickup.work"
    SHIPPING_WORK = "shipping.work"
    RETURNS_ACCEPT = "returns.accept"
    CLAIMS_APPROVE = "claims.approve"
    STAFF_MANAGE = "staff.manage"
    KEYS_MANAGE = "keys.manage"
    LOG_VIEW = "log.view"
    LOG_REPLAY = "log.replay"


class Scope(StrEnum):
    """What an API key may be used for: a thing, and whether to read it or to change it."""

    CATALOGUE_READ = "catalogue:read"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    PRICES_READ = "prices:read"
    LOCATIONS_READ = "locations:read"
    CARTS_WRITE = "carts:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    FULFILMENT_READ = "fulfilment:read"
    FULFILMENT_WRITE = "fulfilment:write"
    RETURNS_WRITE = "returns:write"
    ACTIVITY_WRITE = "activity:write"
    LOG_READ = "log:read"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff at work. `location_id` is the home store, None for people who work everywhere."""

    user_id: int
    role: Role
    location_id: LocationId | None
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        """Whether this person's role allows it."""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class StaffCard:
    """Somebody on the staff as a list shows them; `is_active` False: they left."""

    user_id: int
    email: str
    name: str
    role: Role
    location_id: LocationId | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class KeyCard:
    """An API key as a list shows it: everything but its secret."""

    prefix: str
    name: str
    owner_email: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A program that called with a valid API key. `prefix` names the key in logs; the secret is nowhere."""

    key_id: int
    prefix: str
    owner_id: int
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key: `secret` is shown this once and cannot be found again."""

    key_id: int
    prefix: str
    secret: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffRoleGranted(Fact):
    """Somebody joined the staff."""

    user_id: int
    role: Role
    location_id: LocationId | None


@dataclass(frozen=True, slots=True)
class StaffRoleChanged(Fact):
    """A member of staff got another role or another home store."""

    user_id: int
    role: Role
    location_id: LocationId | None
    previous_role: Role


@dataclass(frozen=True, slots=True)
class StaffDismissed(Fact):
    """Somebody no longer works here; their sessions and keys are worth nothing any more."""

    user_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class KeyIssued(Fact):
    """A program may call from now on."""

    prefix: str
    owner_id: int
    scopes: tuple[Scope, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyRevoked(Fact):
    """A key was withdrawn before its time."""

    prefix: str
    owner_id: int


@dataclass(frozen=True, slots=True)
class PinSet(Fact):
    """Somebody can approve at a till from now on, or chose another number for it."""

    user_id: int

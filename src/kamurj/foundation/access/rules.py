"""What each role may do, and what each scope of an API key is worth in permissions."""

from __future__ import annotations

from collections.abc import Mapping

from kamurj.foundation.access.contracts import Permission as P
from kamurj.foundation.access.contracts import Role, Scope

PERMISSIONS: Mapping[Role, frozenset[P]] = {
    Role.ASSOCIATE: frozenset(
        {
            P.STORE_VIEW,
            P.ORDERS_VIEW,
            P.STOCK_VIEW,
            P.CATALOGUE_VIEW,
            P.CUSTOMERS_VIEW,
            P.TILL_SELL,
            P.PICKUP_WORK,
            P.SHIPPING_WORK,
            P.RETURNS_ACCEPT,
        }
    ),
    Role.AGENT: frozenset(
        {
            P.CONSOLE_VIEW,
            P.ORDERS_VIEW,
            P.ORDERS_CANCEL,
            P.ORDERS_REFUND,
            P.STOCK_VIEW,
            P.CATALOGUE_VIEW,
            P.CUSTOMERS_VIEW,
            P.CUSTOMERS_EDIT,
        }
    ),
    Role.MARKETER: frozenset({P.CONSOLE_VIEW, P.CATALOGUE_VIEW, P.CUSTOMERS_VIEW, P.LOG_VIEW}),
    Role.MERCHANDISER: frozenset(
        {
            P.CONSOLE_VIEW,
            P.ORDERS_VIEW,
            P.STOCK_VIEW,
            P.STOCK_ADJUST,
            P.CATALOGUE_VIEW,
            P.CATALOGUE_EDIT,
            P.PRICES_EDIT,
            P.LOCATIONS_EDIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(P),
}

SCOPE_NEEDS: Mapping[Scope, P] = {
    Scope.CATALOGUE_READ: P.CATALOGUE_VIEW,
    Scope.STOCK_READ: P.STOCK_VIEW,
    Scope.STOCK_WRITE: P.STOCK_ADJUST,
    Scope.PRICES_READ: P.CATALOGUE_VIEW,
    Scope.LOCATIONS_READ: P.CATALOGUE_VIEW,
    Scope.CARTS_WRITE: P.TILL_SELL,
    Scope.ORDERS_READ: P.ORDERS_VIEW,
    Scope.ORDERS_WRITE: P.ORDERS_CANCEL,
    Scope.CUSTOMERS_READ: P.CUSTOMERS_VIEW,
    Scope.CUSTOMERS_WRITE: P.CUSTOMERS_EDIT,
    Scope.FULFILMENT_READ: P.PICKUP_WORK,
    Scope.FULFILMENT_WRITE: P.PICKUP_WORK,
    Scope.RETURNS_WRITE: P.RETURNS_ACCEPT,
    Scope.ACTIVITY_WRITE: P.LOG_VIEW,
    Scope.LOG_READ: P.LOG_VIEW,
}
"""The permission that lets staff, logged in by a session, use what a key needs the scope for."""

WITH_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR})
"""Roles that must have a second factor where the installation demands one."""


def permissions_of(role: Role) -> frozenset[P]:
    """Everything the role may do."""
    return PERMISSIONS[role]


def workplace_of(role: Role) -> str:
    """Where somebody with this role begins the day."""
    return "/store/" if role is Role.ASSOCIATE else "/console/"


def must_have_second_factor(role: Role, *, demanded: bool) -> bool:
    """Whether this role may work only after a second factor was set up."""
    return demanded and role in WITH_SECOND_FACTOR

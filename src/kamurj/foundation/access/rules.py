"""What each role may do, and what each scope of an API key is worth in permissions."""

from __future__ import annotations

from collections.abc import Mapping

from kamurj.foundation.access.contracts import Permission, Role, Scope

IN_A_STORE = frozenset(
    {
        Permission.STORE_VIEW,
        Permission.ORDERS_VIEW,
        Permission.STOCK_VIEW,
        Permission.STOCK_COUNT,
        Permission.STOCK_MOVE,
        Permission.CATALOGUE_VIEW,
        Permission.CUSTOMERS_VIEW,
        Permission.TILL_SELL,
        Permission.PICKUP_WORK,
        Permission.SHIPPING_WORK,
        Permission.RETURNS_ACCEPT,
    }
)
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ASSOCIATE: IN_A_STORE,
    Role.MANAGER: IN_A_STORE | {Permission.TILL_DISCOUNT, Permission.CLAIMS_APPROVE},
    Role.AGENT: frozenset(
        {
            Permission.CONSOLE_VIEW,
            Permission.ORDERS_VIEW,
            Permission.ORDERS_CANCEL,
            Permission.ORDERS_REFUND,
            Permission.STOCK_VIEW,
            Permission.CATALOGUE_VIEW,
            Permission.CUSTOMERS_VIEW,
            Permission.CUSTOMERS_EDIT,
        }
    ),
    Role.MARKETER: frozenset(
        {Permission.CONSOLE_VIEW, Permission.CATALOGUE_VIEW, Permission.CUSTOMERS_VIEW, Permission.LOG_VIEW}
    ),
    Role.MERCHANDISER: frozenset(
        {
            Permission.CONSOLE_VIEW,
            Permission.ORDERS_VIEW,
            Permission.STOCK_VIEW,
            Permission.STOCK_ADJUST,
            Permission.CATALOGUE_VIEW,
            Permission.CATALOGUE_EDIT,
            Permission.PRICES_EDIT,
            Permission.LOCATIONS_EDIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(Permission),
}

SCOPE_NEEDS: Mapping[Scope, Permission] = {
    Scope.CATALOGUE_READ: Permission.CATALOGUE_VIEW,
    Scope.STOCK_READ: Permission.STOCK_VIEW,
    Scope.STOCK_WRITE: Permission.STOCK_ADJUST,
    Scope.PRICES_READ: Permission.CATALOGUE_VIEW,
    Scope.LOCATIONS_READ: Permission.CATALOGUE_VIEW,
    Scope.CARTS_WRITE: Permission.TILL_SELL,
    Scope.ORDERS_READ: Permission.ORDERS_VIEW,
    Scope.ORDERS_WRITE: Permission.ORDERS_CANCEL,
    Scope.CUSTOMERS_READ: Permission.CUSTOMERS_VIEW,
    Scope.CUSTOMERS_WRITE: Permission.CUSTOMERS_EDIT,
    Scope.FULFILMENT_READ: Permission.PICKUP_WORK,
    Scope.FULFILMENT_WRITE: Permission.PICKUP_WORK,
    Scope.RETURNS_WRITE: Permission.RETURNS_ACCEPT,
    Scope.ACTIVITY_WRITE: Permission.LOG_VIEW,
    Scope.LOG_READ: Permission.LOG_VIEW,
}
"""The permission that lets staff, logged in by a session, use what a key needs the scope for."""

WITH_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR})
"""Roles that must have a second factor where the installation demands one."""


def permissions_of(role: Role) -> frozenset[Permission]:
    """Everything the role may do."""
    return PERMISSIONS[role]


def workplace_of(role: Role) -> str:
    """Where somebody with this role begins the day."""
    return "/store/" if role in (Role.ASSOCIATE, Role.MANAGER) else "/console/"


def must_have_second_factor(role: Role, *, demanded: bool) -> bool:
    """Whether this role may work only after a second factor was set up."""
    return demanded and role in WITH_SECOND_FACTOR

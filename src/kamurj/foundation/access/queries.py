"""Who is who."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.foundation.access.contracts import KeyCard, Role, Scope, Staff, StaffCard
from kamurj.foundation.access.rules import permissions_of
from kamurj.foundation.database import sql
from kamurj.kernel.ids import LocationId


def staff_of(user_id: int) -> Staff | None:
    """The member of staff behind a log-in, or None for customers and for those who left."""
    found = sql.row("SELECT role, location_id FROM access_staffmembership WHERE user_id = %s AND is_active", (user_id,))
    if found is None:
        return None
    role = Role(found[0])
    return Staff(user_id=user_id, role=role, location_id=found[1], permissions=permissions_of(role))


def names_of(users: Sequence[int]) -> dict[int, str]:
    """What people with these log-ins are called, their e-mail address where they said no name; unknown ones are left out."""
    return dict(sql.rows("SELECT id, coalesce(nullif(name, ''), email) FROM access_user WHERE id = ANY(%s)", (list(users),)))


def staff_cards() -> tuple[StaffCard, ...]:
    """Everybody who works or worked here, those at work first, by name. One statement."""
    return tuple(
        StaffCard(user, email, name, Role(role), None if location is None else LocationId(location), is_active)
        for user, email, name, role, location, is_active in sql.rows(
            """
            SELECT u.id, u.email, u.name, m.role, m.location_id, m.is_active
              FROM access_staffmembership m JOIN access_user u ON u.id = m.user_id
             ORDER BY m.is_active DESC, u.name, u.email
            """
        )
    )


def api_keys() -> tuple[KeyCard, ...]:
    """Every API key there was, valid ones first, the latest first. One statement."""
    return tuple(
        KeyCard(prefix, name, owner, tuple(map(Scope, scopes)), *moments)
        for prefix, name, owner, scopes, *moments in sql.rows(
            """
            SELECT k.prefix, k.name, u.email, k.scopes, k.created_at, k.expires_at, k.revoked_at, k.last_used_at
              FROM access_apikey k JOIN access_user u ON u.id = k.owner_id
             ORDER BY k.revoked_at IS NOT NULL, k.created_at DESC
            """
        )
    )

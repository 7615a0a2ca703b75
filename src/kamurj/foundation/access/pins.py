"""Approving at a till with a PIN: hashed as passwords are, and counted before it is looked at (0090)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password

from kamurj.foundation.access.contracts import Permission, PinSet, Staff
from kamurj.foundation.access.errors import NoSuchStaff, PasswordWrong, PinLocked, PinRefused, PinTooSimple
from kamurj.foundation.access.models import User
from kamurj.foundation.access.queries import staff_of
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Origin

SHORTEST, LONGEST = 4, 8
TRIES = 5
"""Numbers that may be tried for one person in `WINDOW`."""
WINDOW = timedelta(minutes=15)
IN_A_ROW = ("0123456789", "9876543210")


def set_pin(*, user: int, pin: str, password: str, now: datetime, origin: Origin) -> None:
    """Choose one's own PIN; the password of the log-in shows that it is oneself. Not inside a transaction: wrong passwords
    are counted as tries. Raises PasswordWrong, PinLocked, PinTooSimple, NoSuchStaff.
    """
    forbid_transaction()
    refuse_simple(pin)
    known = User.objects.filter(pk=user, membership__is_active=True).first()
    if known is None:
        raise NoSuchStaff(user=user)
    sql.execute("INSERT INTO access_pin (user_id, hash, tries) VALUES (%s, '', 0) ON CONFLICT DO NOTHING", (user,))
    _count_try(user, now)
    if not known.check_password(password):
        raise PasswordWrong
    with atomic():
        sql.execute("UPDATE access_pin SET hash = %s, tries = 0 WHERE user_id = %s", (make_password(pin), user))
        tell(PinSet(user_id=user), origin=origin, now=now)


def approver(*, name: str, pin: str, permission: Permission, location: LocationId, now: datetime) -> Staff:
    """Who approves on the spot: somebody on the staff, by e-mail address, with the permission, of this place or of all.

    Tries are counted before the PIN is looked at, so not inside a transaction. Raises PinRefused, PinLocked.
    """
    forbid_transaction()
    user = sql.scalar("SELECT id FROM access_user WHERE email = %s AND is_active", (name.strip().lower(),))
    found = None if user is None else _count_try(user, now)
    if not found or not check_password(pin, found):
        raise PinRefused
    member = staff_of(user)
    if member is None or not member.may(permission) or member.location_id not in (None, location):
        raise PinRefused
    sql.execute("UPDATE access_pin SET tries = 0 WHERE user_id = %s", (user,))
    return member


def has_pin(*, user: int) -> bool:
    """Whether somebody chose a PIN."""
    return bool(sql.scalar("SELECT hash <> '' FROM access_pin WHERE user_id = %s", (user,)))


def approvers(*, permission: Permission, location: LocationId) -> tuple[tuple[str, str], ...]:
    """E-mail address and name of who can approve in a place: they may, work there or everywhere, and have a PIN."""
    found = sql.rows(
        """
        SELECT u.id, u.email, coalesce(nullif(u.name, ''), u.email)
          FROM access_pin pin JOIN access_user u ON u.id = pin.user_id
          JOIN access_staffmembership m ON m.user_id = u.id AND m.is_active
         WHERE pin.hash <> '' AND u.is_active AND (m.location_id IS NULL OR m.location_id = %s)
         ORDER BY u.name, u.email
        """,
        (location,),
    )
    members = [(email, name, staff_of(user)) for user, email, name in found]
    return tuple((email, name) for email, name, member in members if member and member.may(permission))


def refuse_simple(pin: str) -> None:
    """Raises PinTooSimple."""
    is_number = pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST
    if not is_number or len(set(pin)) == 1 or any(pin in row for row in IN_A_ROW):
        raise PinTooSimple(least=SHORTEST, most=LONGEST)


def _count_try(user: int, now: datetime) -> str | None:
    """Count a try and return the hash to compare with; None where there is no PIN. Raises PinLocked."""
    found = sql.row(
        """
        UPDATE access_pin
           SET tries = CASE WHEN tried_since > %(window)s THEN tries + 1 ELSE 1 END,
               tried_since = CASE WHEN tried_since > %(window)s THEN tried_since ELSE %(now)s END
         WHERE user_id = %(user)s AND (tries < %(most)s OR tried_since IS NULL OR tried_since <= %(window)s)
        RETURNING hash
        """,
        {"user": user, "now": now, "window": now - WINDOW, "most": TRIES},
    )
    if found is None:
        if sql.scalar("SELECT 1 FROM access_pin WHERE user_id = %s", (user,)):
            raise PinLocked(minutes=int(WINDOW.total_seconds() // 60))
        return None
    return str(found[0])

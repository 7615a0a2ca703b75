"""Making users and staff, giving roles, issuing and checking keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q

from kamurj.foundation.access import keys
from kamurj.foundation.access.contracts import (
    IssuedKey,
    KeyHolder,
    KeyIssued,
    KeyRevoked,
    Permission,
    Role,
    Scope,
    StaffDismissed,
    StaffRoleChanged,
    StaffRoleGranted,
)
from kamurj.foundation.access.errors import (
    EmailTaken,
    ExpiresInThePast,
    KeyRefused,
    LastAdministrator,
    NoScope,
    NoSuchKey,
    NoSuchStaff,
)
from kamurj.foundation.access.models import ApiKey, StaffMembership, User
from kamurj.foundation.access.rules import SCOPE_NEEDS, permissions_of
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Origin

USE_NOTED_EVERY = timedelta(minutes=1)
"""`last_used_at` is that precise: a busy key must not write a row with every call."""


def create_user(*, email: str, password: str | None, name: str = "", language: str = "", now: datetime) -> int:
    """Make a log-in; return its number. Raises EmailTaken. Without a password one is set by the reset mail."""
    try:
        with atomic():
            return User.objects.create_user(email, password, name=name, language=language, joined_at=now).pk
    except IntegrityError as taken:
        raise EmailTaken from taken


@atomic
def create_staff(
    *,
    email: str,
    password: str | None,
    name: str,
    role: Role,
    location: LocationId | None,
    now: datetime,
    origin: Origin,
    language: str = "",
) -> int:
    """Make a log-in with a role; return its number. Raises EmailTaken."""
    user_id = create_user(email=email, password=password, name=name, language=language, now=now)
    grant_role(user=user_id, role=role, location=location, now=now, origin=origin)
    return user_id


@atomic
def grant_role(*, user: int, role: Role, location: LocationId | None, now: datetime, origin: Origin) -> None:
    """Take somebody who has a log-in onto the staff (again). Keys that this role does not cover are revoked.

    Raises NoSuchStaff if nobody has this number.
    """
    if not User.objects.filter(pk=user).exists():
        raise NoSuchStaff(user=user)
    StaffMembership.objects.update_or_create(
        user_id=user, defaults={"role": role.value, "location_id": location, "is_active": True}
    )
    tell(StaffRoleGranted(user_id=user, role=role, location_id=location), origin=origin, now=now)
    _revoke_keys(user, beyond=permissions_of(role), now=now, origin=origin)


@atomic
def change_role(*, user: int, role: Role, location: LocationId | None, now: datetime, origin: Origin) -> None:
    """Give another role or home store; keys that this role does not cover are revoked.

    Raises NoSuchStaff, or LastAdministrator if nobody would be one any more.
    Locks the administrators' rows, so that two of them cannot demote each other at once.
    """
    member = _locked(user, leaves_administrators=role is not Role.ADMINISTRATOR)
    previous = Role(member.role)
    member.role, member.location_id = role.value, location
    member.save(update_fields=["role", "location_id"])
    tell(StaffRoleChanged(user_id=user, role=role, location_id=location, previous_role=previous), origin=origin, now=now)
    _revoke_keys(user, beyond=permissions_of(role), now=now, origin=origin)


@atomic
def dismiss(*, user: int, now: datetime, origin: Origin) -> None:
    """End somebody's work here; their keys are revoked. Raises NoSuchStaff or LastAdministrator. Locks as `change_role`."""
    member = _locked(user, leaves_administrators=True)
    member.is_active = False
    member.save(update_fields=["is_active"])
    tell(StaffDismissed(user_id=user, role=Role(member.role)), origin=origin, now=now)
    _revoke_keys(user, beyond=frozenset(), now=now, origin=origin)


def change_language(*, user: int, language: str) -> None:
    """Remember the language somebody chose."""
    User.objects.filter(pk=user).update(language=language)


@atomic
def issue_key(
    *, name: str, owner: int, scopes: Sequence[Scope], expires_at: datetime | None, now: datetime, origin: Origin
) -> IssuedKey:
    """Make an API key. Its secret is in the answer and nowhere else. Raises NoScope, ExpiresInThePast."""
    if not scopes:
        raise NoScope
    if expires_at is not None and expires_at <= now:
        raise ExpiresInThePast
    prefix, secret = keys.draw()
    key = ApiKey.objects.create(
        prefix=prefix,
        secret_hash=keys.hashed(secret, pepper=settings.SECRET_KEY),
        name=name,
        owner_id=owner,
        scopes=sorted(scope.value for scope in set(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    tell(KeyIssued(prefix=prefix, owner_id=owner, scopes=tuple(scopes), expires_at=expires_at), origin=origin, now=now)
    return IssuedKey(key_id=key.pk, prefix=prefix, secret=keys.written(prefix, secret), expires_at=expires_at)


@atomic
def revoke_key(*, prefix: str, now: datetime, origin: Origin) -> None:
    """Withdraw a key at once. Raises NoSuchKey if there is none that could be withdrawn."""
    owner = sql.scalar(
        "UPDATE access_apikey SET revoked_at = %s WHERE prefix = %s AND revoked_at IS NULL RETURNING owner_id",
        (now, prefix),
    )
    if owner is None:
        raise NoSuchKey(prefix=prefix)
    tell(KeyRevoked(prefix=prefix, owner_id=owner), origin=origin, now=now)


def check_key(*, authorization: str, now: datetime) -> KeyHolder:
    """Who calls with this header. Raises KeyRefused unless the key is known, in time, and its owner may log in."""
    parts = keys.read(authorization)
    if parts is None:
        raise KeyRefused
    prefix, secret = parts
    found = sql.row(
        """
        SELECT k.id, k.secret_hash, k.owner_id, k.scopes, k.last_used_at
          FROM access_apikey k JOIN access_user u ON u.id = k.owner_id AND u.is_active
         WHERE k.prefix = %s AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > %s)
        """,
        (prefix, now),
    )
    if found is None or not keys.is_same(bytes(found[1]), keys.hashed(secret, pepper=settings.SECRET_KEY)):
        raise KeyRefused
    key_id, _, owner_id, scopes, last_used_at = found
    if last_used_at is None or now - last_used_at > USE_NOTED_EVERY:
        sql.execute("UPDATE access_apikey SET last_used_at = %s WHERE id = %s", (now, key_id))
    return KeyHolder(key_id=key_id, prefix=prefix, owner_id=owner_id, scopes=frozenset(map(Scope, scopes)))


def _locked(user: int, *, leaves_administrators: bool) -> StaffMembership:
    members = {
        member.user_id: member
        for member in StaffMembership.objects.select_for_update()
        .filter(Q(user_id=user) | Q(role=Role.ADMINISTRATOR.value), is_active=True)
        .order_by("user_id")
    }
    if user not in members:
        raise NoSuchStaff(user=user)
    administrators = {number for number, member in members.items() if member.role == Role.ADMINISTRATOR}
    if leaves_administrators and administrators == {user}:
        raise LastAdministrator
    return members[user]


def _revoke_keys(user: int, *, beyond: frozenset[Permission], now: datetime, origin: Origin) -> None:
    """Withdraw somebody's keys of which a scope is worth more than these permissions."""
    for prefix, scopes in ApiKey.objects.filter(owner_id=user, revoked_at=None).values_list("prefix", "scopes"):
        if not {SCOPE_NEEDS[Scope(scope)] for scope in scopes} <= beyond:
            revoke_key(prefix=prefix, now=now, origin=origin)


def forget_sessions(*, now: datetime) -> int:
    """Remove sessions that expired before `now`; return how many. Housekeeping only."""
    return sql.execute("DELETE FROM django_session WHERE expire_date < %s", (now,))

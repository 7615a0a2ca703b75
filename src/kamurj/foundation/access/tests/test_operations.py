from datetime import timedelta

import pytest

from kamurj.foundation.access.contracts import Permission, Role, Scope
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
from kamurj.foundation.access.operations import (
    change_role,
    check_key,
    create_user,
    dismiss,
    forget_sessions,
    grant_role,
    issue_key,
    revoke_key,
)
from kamurj.foundation.access.queries import staff_of
from kamurj.foundation.access.rules import PERMISSIONS, SCOPE_NEEDS, permissions_of, workplace_of
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic

pytestmark = pytest.mark.django_db


def told() -> list[tuple]:
    return sql.rows("SELECT type, payload FROM log_fact ORDER BY id")


@pytest.fixture
def issue(hire, now, origin):
    def make(**more):
        owner = more.pop("owner", None) or hire(Role.ADMINISTRATOR).pk
        asked = {"name": "till", "scopes": [Scope.ORDERS_READ], "expires_at": None} | more
        return issue_key(owner=owner, now=now, origin=origin, **asked)

    return make


def test_a_new_member_of_staff_has_the_permissions_of_the_role(hire):
    user = hire(Role.ASSOCIATE)
    member = staff_of(user.pk)
    assert (member.role, member.location_id) == (Role.ASSOCIATE, 3)
    assert member.may(Permission.TILL_SELL)
    assert not member.may(Permission.CONSOLE_VIEW)
    assert told() == [("StaffRoleGranted", {"user_id": user.pk, "role": "associate", "location_id": 3})]


def test_an_address_logs_in_one_person_however_it_is_written(hire, now, origin):
    hire(Role.AGENT, email="Anahit@Kamurj.example")
    with pytest.raises(EmailTaken), atomic():
        hire(Role.AGENT, email="anahit@kamurj.EXAMPLE")
    assert User.objects.count() == 1


def test_a_user_without_a_password_cannot_log_in_by_one(now):
    user = User.objects.get(pk=create_user(email="a@kamurj.example", password=None, now=now))
    assert not user.has_usable_password()


def test_a_changed_role_is_told_with_the_one_before(hire, now, origin):
    user = hire(Role.ASSOCIATE)
    change_role(user=user.pk, role=Role.AGENT, location=None, now=now, origin=origin)
    assert staff_of(user.pk).role is Role.AGENT
    assert told()[-1] == (
        "StaffRoleChanged",
        {"user_id": user.pk, "role": "agent", "location_id": None, "previous_role": "associate"},
    )


def test_the_last_administrator_stays_one(hire, now, origin):
    only = hire(Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        change_role(user=only.pk, role=Role.AGENT, location=None, now=now, origin=origin)
    with pytest.raises(LastAdministrator):
        dismiss(user=only.pk, now=now, origin=origin)
    assert staff_of(only.pk).role is Role.ADMINISTRATOR
    change_role(user=only.pk, role=Role.ADMINISTRATOR, location=None, now=now, origin=origin)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_dismiss_each_other_at_once(hire, now, origin, together):
    one, other = (hire(Role.ADMINISTRATOR, email=f"{name}@kamurj.example") for name in ("one", "other"))
    outcomes = together([lambda user=user: dismiss(user=user.pk, now=now, origin=origin) for user in (one, other)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastAdministrator", "NoneType"]
    assert sum(staff_of(user.pk) is not None for user in (one, other)) == 1


def test_who_leaves_loses_role_and_keys(hire, issue, now, origin):
    hire(Role.ADMINISTRATOR, email="stays@kamurj.example")
    user = hire(Role.ADMINISTRATOR)
    key = issue(owner=user.pk)
    dismiss(user=user.pk, now=now, origin=origin)
    assert staff_of(user.pk) is None
    with pytest.raises(KeyRefused):
        check_key(authorization=f"Bearer {key.secret}", now=now)
    assert [kind for kind, _ in told()[-2:]] == ["StaffDismissed", "KeyRevoked"]


@pytest.mark.parametrize("give", [change_role, grant_role])
def test_who_is_given_a_smaller_role_keeps_only_the_keys_that_it_covers(hire, issue, now, origin, give):
    hire(Role.ADMINISTRATOR, email="stays@kamurj.example")
    user = hire(Role.ADMINISTRATOR)
    large = issue(owner=user.pk, scopes=[Scope.STOCK_READ, Scope.LOG_READ])
    small = issue(owner=user.pk, scopes=[Scope.STOCK_READ])
    give(user=user.pk, role=Role.ASSOCIATE, location=None, now=now, origin=origin)
    with pytest.raises(KeyRefused):
        check_key(authorization=f"Bearer {large.secret}", now=now)
    assert check_key(authorization=f"Bearer {small.secret}", now=now).prefix == small.prefix
    assert told()[-1][0] == "KeyRevoked"


def test_nobody_can_be_changed_who_is_no_staff(customer, now, origin):
    with pytest.raises(NoSuchStaff):
        change_role(user=customer.pk, role=Role.AGENT, location=None, now=now, origin=origin)
    with pytest.raises(NoSuchStaff):
        dismiss(user=123_456, now=now, origin=origin)
    assert StaffMembership.objects.count() == 0


def test_a_key_is_stored_as_a_keyed_hash_only(issue, settings):
    key = issue()
    secret = key.secret.rsplit("_", 1)[1]
    row = str(list(ApiKey.objects.values_list()))
    assert secret not in row
    assert not any(secret in str(payload) for _, payload in told())
    assert key.secret.startswith(f"km_{key.prefix}_")


def test_a_key_says_who_holds_it_and_notes_its_use_once_a_minute(issue, now):
    key = issue(scopes=[Scope.ORDERS_READ, Scope.STOCK_READ])
    holder = check_key(authorization=f"Bearer {key.secret}", now=now)
    assert (holder.prefix, holder.scopes) == (key.prefix, {Scope.ORDERS_READ, Scope.STOCK_READ})
    check_key(authorization=f"bearer {key.secret}", now=now + timedelta(seconds=30))
    assert ApiKey.objects.get().last_used_at == now
    later = now + timedelta(seconds=61)
    check_key(authorization=f"Bearer {key.secret}", now=later)
    assert ApiKey.objects.get().last_used_at == later


def test_a_key_ends_at_its_hour(issue, now):
    key = issue(expires_at=now + timedelta(hours=1))
    check_key(authorization=f"Bearer {key.secret}", now=now + timedelta(minutes=59))
    with pytest.raises(KeyRefused):
        check_key(authorization=f"Bearer {key.secret}", now=now + timedelta(hours=1))


def test_a_key_of_somebody_who_may_not_log_in_opens_nothing(issue, now):
    key = issue()
    User.objects.update(is_active=False)
    with pytest.raises(KeyRefused):
        check_key(authorization=f"Bearer {key.secret}", now=now)


def test_a_key_is_worth_nothing_under_another_installations_secret(issue, now, settings):
    key = issue()
    settings.SECRET_KEY = "another"
    with pytest.raises(KeyRefused):
        check_key(authorization=f"Bearer {key.secret}", now=now)


def test_keys_that_make_no_sense_are_not_issued(issue, now):
    with pytest.raises(NoScope):
        issue(scopes=[], owner=1)
    with pytest.raises(ExpiresInThePast):
        issue(expires_at=now, owner=1)
    assert ApiKey.objects.count() == 0


def test_a_key_is_revoked_once(issue, now, origin):
    key = issue()
    revoke_key(prefix=key.prefix, now=now, origin=origin)
    with pytest.raises(NoSuchKey):
        revoke_key(prefix=key.prefix, now=now, origin=origin)
    assert [kind for kind, _ in told()].count("KeyRevoked") == 1


def test_every_role_has_permissions_and_every_scope_is_worth_one():
    assert set(PERMISSIONS) == set(Role)
    assert set(SCOPE_NEEDS) == set(Scope)
    assert permissions_of(Role.ADMINISTRATOR) == set(Permission)
    assert {workplace_of(role) for role in Role} == {"/store/", "/console/"}
    assert Permission.STORE_VIEW in permissions_of(Role.ASSOCIATE)
    for role in set(Role) - {Role.ASSOCIATE, Role.MANAGER}:
        assert Permission.CONSOLE_VIEW in permissions_of(role)


def test_sessions_that_expired_are_forgotten(now):
    sql.execute(
        "INSERT INTO django_session VALUES ('old', '', %s), ('new', '', %s)",
        (now - timedelta(days=1), now + timedelta(days=1)),
    )
    assert forget_sessions(now=now) == 1

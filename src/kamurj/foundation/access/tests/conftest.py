import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.foundation.access.models import User
from kamurj.foundation.access.operations import create_staff
from kamurj.kernel.ids import LocationId

PASSWORD = "a long enough one"


@pytest.fixture
def hire(db, now, origin):
    """Make a member of staff and give back the log-in."""

    def make(role: Role, *, email: str | None = None, location: int | None = 3, language: str = "") -> User:
        number = create_staff(
            email=email or f"{role}@kamurj.example",
            password=PASSWORD,
            name=role.title(),
            role=role,
            location=None if location is None else LocationId(location),
            now=now,
            origin=origin,
            language=language,
        )
        return User.objects.get(pk=number)

    return make


@pytest.fixture
def customer(db) -> User:
    return User.objects.create_user("buyer@kamurj.example", PASSWORD)


@pytest.fixture
def visit(client):
    """A browser on this machine."""
    client.defaults["SERVER_NAME"] = "localhost"
    return client

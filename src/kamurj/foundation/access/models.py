"""People who can log in, their place on the staff, and the keys of programs."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from kamurj.foundation.access.contracts import Role


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Store a new user; without a password nobody can log in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with a log-in: a customer or a member of staff."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, blank=True, default="")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class StaffMembership(models.Model):
    """Somebody's place on the staff. `location_id` is the home store: a plain number, since stores live a floor up."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="membership")
    role = models.TextField(choices=[(role.value, role.value) for role in Role])
    location_id = models.BigIntegerField(null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="access_staff_role"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class ApiKey(models.Model):
    """A program's key. Only a keyed hash of its secret is here; the prefix finds the row."""

    prefix = models.TextField(unique=True)
    secret_hash = models.BinaryField()
    name = models.TextField()
    owner = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    scopes = ArrayField(models.TextField())
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.prefix


class Pin(models.Model):
    """What somebody types at a till to approve something. Only its hash is here, with the tries of the last minutes."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="pin")
    hash = models.TextField()
    tries = models.SmallIntegerField(default=0)
    tried_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"PIN of {self.user_id}"

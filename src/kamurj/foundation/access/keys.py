"""The shape of an API key, `km_<prefix>_<secret>`, and the keyed hash under which it is stored.

A secret has 160 random bits, so a fast keyed hash is enough: nobody can guess it, with or without the table.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from kamurj.kernel import ids

MARK = "km"
PREFIX_LENGTH = 10
SECRET_LENGTH = 32


def draw() -> tuple[str, str]:
    """A new prefix and a new secret."""
    return ids.readable(PREFIX_LENGTH), ids.readable(SECRET_LENGTH)


def written(prefix: str, secret: str) -> str:
    """The key as its holder sends it."""
    return f"{MARK}_{prefix}_{secret}"


def read(authorization: str) -> tuple[str, str] | None:
    """Prefix and secret from an Authorization header, or None if that is no key of ours."""
    scheme, _, token = authorization.partition(" ")
    mark, _, rest = token.strip().partition("_")
    prefix, _, secret = rest.partition("_")
    if scheme.lower() != "bearer" or mark != MARK or (len(prefix), len(secret)) != (PREFIX_LENGTH, SECRET_LENGTH):
        return None
    return (prefix, secret) if rest.isascii() else None


def hashed(secret: str, *, pepper: str) -> bytes:
    """What is stored of a secret: HMAC-SHA-256 under the installation's own key."""
    return hmac.digest(f"access.keys:{pepper}".encode(), secret.encode(), hashlib.sha256)


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two hashes are equal, in a time that does not depend on where they differ."""
    return secrets.compare_digest(one, other)

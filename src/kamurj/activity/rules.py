"""What may be written into the log about somebody's steps, and what is rubbish."""

from __future__ import annotations

import re
from uuid import UUID

from kamurj.activity.errors import InvalidActivity, NobodyThere
from kamurj.kernel.origin import Subject

LONGEST_TEXT = 200
LONGEST_PATH = 500
ANONYMOUS_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2,8})?", re.ASCII)


def checked_subject(subject: Subject | None) -> Subject:
    """The subject, if it is `customer:<uuid>` or `anonymous:<8 to 64 letters, digits, - or _>`."""
    if subject is None:
        raise NobodyThere
    kind, _, name = subject.partition(":")
    known = (kind == "customer" and _is_uuid(name)) or (kind == "anonymous" and ANONYMOUS_ID.fullmatch(name) is not None)
    if not known:
        raise InvalidActivity(field="subject")
    return subject


def checked_path(path: str) -> str:
    """A path of our own pages: begins with one slash, no query, nothing unprintable, at most 500 characters."""
    plain = path.partition("?")[0].partition("#")[0]
    if not plain.startswith("/") or plain.startswith("//") or len(plain) > LONGEST_PATH or not plain.isprintable():
        raise InvalidActivity(field="page")
    return plain


def checked_text(text: str, *, field: str) -> str:
    """What somebody typed, on one line, without control characters, cut to 200 characters. Refuses what is then empty."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text[: LONGEST_TEXT * 4])
    plain = " ".join(kept.split())[:LONGEST_TEXT].strip()
    if not plain:
        raise InvalidActivity(field=field)
    return plain


def checked_language(language: str) -> str:
    """A language tag such as "hy"."""
    if not LANGUAGE.fullmatch(language):
        raise InvalidActivity(field="language")
    return language


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False

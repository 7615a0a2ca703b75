"""What the name of a segment of the customers looks like, wherever one is written: memberships, price lists, promotions."""

from __future__ import annotations

import re

_SEGMENT = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def is_segment(name: str) -> bool:
    """Whether this is written like the name of a segment: a short word of small letters, figures and hyphens."""
    return _SEGMENT.fullmatch(name) is not None

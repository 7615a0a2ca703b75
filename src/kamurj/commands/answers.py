"""How commands speak: progress for people on stderr, the result on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console

in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
progress = Console(stderr=True, no_color=in_ci or None, force_terminal=False if in_ci else None, highlight=False)
answer = Console(no_color=in_ci or None, force_terminal=False if in_ci else None, highlight=False)


def say(sentence: str) -> None:
    """One line for the person watching."""
    print(sentence, file=sys.stderr, flush=True)


def print_json(result: Mapping[str, Any]) -> None:
    """The command's result as one line, the last of stdout."""
    sys.stderr.flush()
    print(json.dumps(result, ensure_ascii=False, default=str), flush=True)

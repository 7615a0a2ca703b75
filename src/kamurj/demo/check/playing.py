"""Plays the stories in every language against a running house."""

from __future__ import annotations

import time
from collections.abc import Callable

from kamurj.demo.check import story, substitute
from kamurj.demo.check.steps import Broken, Telling

STORIES = (story.story, substitute.story)


def run(address: str, *, say: Callable[[str], None]) -> bool:
    """Play the stories in every language against a running house; whether all of it went well. Each step is printed."""
    try:
        for language in story.LANGUAGES:
            telling = Telling(language.code, say)
            for tell in STORIES:
                tell(address, language, telling)
            seconds = time.monotonic() - telling.began
            say(f"  {language.code}  {telling.steps} steps in {seconds:.1f} s")
    except Broken as broken:
        say(f"  ✗ {broken}")
        return False
    return True

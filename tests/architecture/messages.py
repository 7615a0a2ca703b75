"""Reading marked sentences out of Python and templates, and their translations: Babel alone, without GNU gettext."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.tracked import ROOT, SOURCE, tracked_files

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(("gettext_lazy", "gettext_noop", "N_", "_"), DEFAULT_KEYWORDS["gettext"]),
    **dict.fromkeys(("ngettext_lazy",), DEFAULT_KEYWORDS["ngettext"]),
    **dict.fromkeys(("pgettext_lazy",), DEFAULT_KEYWORDS["pgettext"]),
    **dict.fromkeys(("npgettext_lazy",), DEFAULT_KEYWORDS["npgettext"]),
}
PLACEHOLDERS = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w+)[^{}]*\}(?!\})")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence that somebody marked; `plural` where it has one."""

    place: str
    context: str | None
    sentence: str
    plural: str | None


def marked_sentences() -> Iterator[Marked]:
    """Every marked sentence of the house, tests apart."""
    for path in tracked_files():
        if SOURCE in path.parents and "tests" not in path.parts:
            if path.suffix == ".py":
                yield from _extracted(path, path.read_text())
            elif "templates" in path.parts and path.suffix in {".html", ".txt"}:
                yield from _extracted(path, _as_python(path.read_text()))


def _as_python(template: str) -> str:
    """Django turns a template into calls of gettext between X's; a line each keeps Python's tokenizer content."""
    return "\n".join(line.strip() for line in templatize(template).splitlines())


def _extracted(path: Path, text: str) -> Iterator[Marked]:
    source = io.BytesIO(text.encode())
    for line, found, _comments, context in extract("python", source, keywords=KEYWORDS, options={"encoding": "utf-8"}):
        sentence, *plural = found if isinstance(found, tuple) else (found,)
        if sentence:
            yield Marked(f"{path.relative_to(ROOT)}:{line}", context, sentence, next(iter(plural), None))


@cache
def translations(language: str) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """What every message file of a language says; fuzzy entries say nothing."""
    return dict(_entries(language))


def wordings(language: str) -> dict[tuple[str | None, str], set[frozenset[str]]]:
    """Every way in which the message files of a language say a sentence. Django keeps one of them, for every page."""
    found: dict[tuple[str | None, str], set[frozenset[str]]] = {}
    for key, said in _entries(language):
        found.setdefault(key, set()).add(frozenset(said))
    return found


def _entries(language: str) -> Iterator[tuple[tuple[str | None, str], tuple[str, ...]]]:
    for path in tracked_files():
        if path.suffix == ".po" and f"/locale/{language}/" in path.as_posix():
            with path.open("rb") as file:
                for message in read_po(file, locale=language, abort_invalid=True):
                    if message.id and not message.fuzzy:
                        key = message.id[0] if isinstance(message.id, tuple) else message.id
                        said = message.string if isinstance(message.string, tuple) else (message.string,)
                        yield (message.context, str(key)), tuple(map(str, said))


def placeholders(sentence: str) -> set[str]:
    """The names in a sentence that are filled in: `%(name)s` and `{name}`."""
    return {one or other for one, other in PLACEHOLDERS.findall(sentence)}

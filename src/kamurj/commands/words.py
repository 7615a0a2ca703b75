"""`./kamurj words`: compiles each translation file that is newer than its compiled form."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from kamurj.commands.answers import print_json, say
from kamurj.commands.home import ROOT
from kamurj.commands.refusals import Refused


def run(arguments: list[str]) -> int:
    """Compile, and say how many changed."""
    parser = argparse.ArgumentParser(prog="./kamurj words", description=__doc__)
    parser.add_argument("--all", action="store_true", help="compile every file, changed or not")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options = parser.parse_args(arguments)
    compiled = compile_changed(ROOT / "src", everything=options.all)
    if options.json:
        print_json({"compiled": [str(path.relative_to(ROOT)) for path in compiled]})
    else:
        say(f"{len(compiled)} translation files compiled.")
    return 0


def compile_changed(folder: Path, *, everything: bool = False) -> list[Path]:
    """Compile the `.po` files under `folder` that changed; the answer lists them. A half-written file never stays."""
    return [
        source
        for source in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po"))
        if (everything or _is_stale(source)) and _compile(source)
    ]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> bool:
    # Babel is imported only when something changed: a warm start has no use for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
    except PoFileError as error:
        raise Refused(f"the translations in {source} cannot be read: {error}") from error
    draft = source.with_suffix(f".mo.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(source.with_suffix(".mo"))
    return True

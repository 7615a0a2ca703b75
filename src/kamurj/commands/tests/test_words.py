from __future__ import annotations

import gettext
import os

import pytest

from kamurj.commands import words
from kamurj.commands.refusals import Refused

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Bridge"\nmsgstr "{}"\n'


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "room" / "locale" / "hy" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.format("Կամուրջ"))
    return path


def translated(source):
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Bridge")


def test_a_translation_is_compiled_once_and_again_when_it_changes(tmp_path, source):
    assert words.compile_changed(tmp_path) == [source]
    assert translated(source) == "Կամուրջ"
    assert words.compile_changed(tmp_path) == []
    source.write_text(PO.format("Կամրջակ"))
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert words.compile_changed(tmp_path) == [source]
    assert translated(source) == "Կամրջակ"


def test_a_file_that_cannot_be_read_is_named_and_leaves_the_compiled_one_alone(tmp_path, source):
    words.compile_changed(tmp_path)
    source.write_text("no message at all\n")
    with pytest.raises(Refused, match=r"django\.po cannot be read"):
        words.compile_changed(tmp_path, everything=True)
    assert translated(source) == "Կամուրջ"
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]

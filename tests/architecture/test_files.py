import ast
import re

import pytest

from tests.architecture.tracked import ROOT, SOURCE, text_of, tracked_files

LOCKS = {"package-lock.json", "requirements.lock", "requirements-dev.lock", "requirements-node.lock", "requirements-uv.lock"}
PROSE = {"LICENSE", "LICENCE", "CHANGELOG.md", "THIRD_PARTY.md"}
MESSAGES = {".po"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "managers", "shared", "lib"}
TEMPLATES_ALLOWED = {".html"}

MACHINE_PATHS = re.compile(r"(?<![\w.$}/-])/(?:work|root|home/[a-z]|Users|mnt)/(?!\s)")
DOWNLOADS = re.compile(
    "|".join(
        [
            "registry" + r"\.npmjs\.org",
            "files" + r"\.pythonhosted\.org",
            "pypi" + r"\.org/simple",
            "index" + r"-url\s",
            "extra" + "-index",
            r'"resolved":\s*"http',
            r"cdn\.jsdelivr",
            "unpkg" + r"\.com",
        ]
    )
)


def described(path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_four_hundred_lines():
    long = {
        described(path): text.count("\n")
        for path in tracked_files()
        if path.name not in LOCKS | PROSE and path.suffix not in MESSAGES and (text := text_of(path)) is not None
        if text.count("\n") > 400
    }
    assert long == {}


def test_there_is_no_drawer_for_things_without_a_place():
    assert [
        described(path)
        for path in tracked_files()
        if path.suffix not in TEMPLATES_ALLOWED
        and (path.stem.lower() in DRAWERS or {part.lower() for part in path.relative_to(ROOT).parts[:-1]} & DRAWERS)
    ] == []


def test_no_file_names_a_place_on_somebodys_machine():
    assert [described(path) for path in tracked_files() if MACHINE_PATHS.search(text_of(path) or "")] == []


def test_no_file_names_a_place_to_download_from():
    assert [described(path) for path in tracked_files() if DOWNLOADS.search(text_of(path) or "")] == []


def test_the_locks_name_no_address_and_every_hash():
    for path in tracked_files():
        if path.name in LOCKS:
            assert "://" not in re.sub(r'"url": "https://[^"]*"', "", text_of(path) or ""), described(path)
        if path.suffix == ".lock":
            pinned = re.findall(r"^[a-z0-9][\w.\[\],-]*==", text_of(path) or "", re.MULTILINE)
            hashed = re.findall(r"^[a-z0-9][\w.\[\],-]*==.*\\\n\s+--hash=sha256:", text_of(path) or "", re.MULTILINE)
            assert len(pinned) == len(hashed) > 0, described(path)


def rooms() -> list:
    return [
        path.parent
        for path in sorted(SOURCE.rglob("__init__.py"))
        if path.relative_to(SOURCE).parts[0] not in {"commands", "demo", "importers", "channels"}
        and len(path.relative_to(SOURCE).parts) == (3 if "foundation" in path.parts else 2)
        and path.parent.name not in {"locale", "tests"}
    ]


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_the_door_of_a_room_has_a_card_and_no_code(room):
    tree = ast.parse((room / "__init__.py").read_text())
    assert ast.get_docstring(tree), "a card: purpose, what holds always, facts it tells"
    assert len(tree.body) == 1, "no code in __init__.py"


@pytest.mark.parametrize("mark", ["TODO", "FIXME", "pytest.mark.skip(", "NotImplementedError"])
def test_nothing_is_left_for_later(mark):
    assert [
        described(path)
        for path in tracked_files()
        if path.suffix in {".py", ".html", ".js", ".css"} and path.name != "test_files.py" and mark in (text_of(path) or "")
    ] == []


def test_no_test_file_is_empty():
    assert [
        described(path)
        for path in tracked_files()
        if path.name.startswith("test_") and path.suffix == ".py" and "def test_" not in (text_of(path) or "")
    ] == []


def test_no_django_signal_and_no_save_of_our_own():
    signals = re.compile(
        r"^\s*(?:@receiver\(|from django\.(?:db\.models\.signals|dispatch) import)|^    def save\(self", re.MULTILINE
    )
    assert [
        described(path)
        for path in tracked_files()
        if path.suffix == ".py" and SOURCE in path.parents and signals.search(text_of(path) or "")
    ] == []

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from kamurj.commands import listing
from kamurj.commands.home import ROOT
from kamurj.commands.refusals import Refused


@pytest.mark.parametrize(
    ("typed", "meant"), [("tset", "test"), ("demmo", "demo"), ("Serve", "serve"), ("docter", "doctor"), ("hlp", "help")]
)
def test_a_misspelt_command_is_answered_with_the_nearest_one(typed, meant):
    assert listing.nearest(typed) == meant
    with pytest.raises(Refused, match=rf"no command `{typed}`; did you mean `./kamurj {meant}`\?") as refusal:
        listing.find(typed)
    assert refusal.value.status == 2


def test_a_word_like_no_command_is_pointed_to_the_list():
    assert listing.nearest("xyzzy") is None
    with pytest.raises(Refused, match=r"`\./kamurj help` lists"):
        listing.find("xyzzy")


def test_internal_commands_are_found_but_neither_listed_nor_suggested():
    assert listing.find("worker").module == "kamurj.commands.worker"
    assert "worker" not in listing.text()
    assert listing.nearest("fill-demo") != "fill-demo"


@pytest.mark.parametrize("command", listing.COMMANDS, ids=lambda command: command.name)
def test_every_listed_command_can_be_run(command):
    assert callable(importlib.import_module(command.module).run)


def test_help_and_doctor_need_nothing_installed():
    code = "import kamurj.__main__, kamurj.commands.doctor, kamurj.commands.examination.machine"
    bare = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT / "src", check=False, capture_output=True, text=True)
    assert bare.stderr == ""
    assert bare.returncode == 0

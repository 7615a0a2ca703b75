from __future__ import annotations

import errno
import json
from types import SimpleNamespace

import pytest

from kamurj import __main__ as entry
from kamurj.commands import listing
from kamurj.commands.refusals import Refused


@pytest.fixture
def command(monkeypatch):
    def install(run):
        monkeypatch.setattr(listing, "find", lambda name: listing.Command(name, "a.module", ""))
        monkeypatch.setattr(entry.importlib, "import_module", lambda _name: SimpleNamespace(run=run))

    return install


def test_no_command_prints_the_list(capsys):
    assert entry.main([]) == 0
    assert "./kamurj COMMAND" in capsys.readouterr().out


def test_a_refusal_is_one_line_on_stderr_and_its_status(command, capsys):
    def run(_arguments):
        raise Refused("the shop is shut. Come back tomorrow.", status=3)

    command(run)
    assert entry.main(["serve"]) == 3
    printed = capsys.readouterr()
    assert printed.err == "kamurj: the shop is shut. Come back tomorrow.\n"
    assert printed.out == ""


def test_a_refusal_under_json_is_an_object_on_the_last_line(command, capsys):
    def run(_arguments):
        raise Refused("no.")

    command(run)
    assert entry.main(["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"error": "no."}


def test_a_full_disk_is_a_sentence_and_another_failure_keeps_its_traceback(command, capsys):
    def fill(_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    command(fill)
    assert entry.main(["serve"]) == 1
    assert "the disk is full. Free some space" in capsys.readouterr().err

    def break_down(_arguments):
        raise OSError(errno.EIO, "Input/output error")

    command(break_down)
    with pytest.raises(OSError, match="Input/output error"):
        entry.main(["serve"])


def test_ctrl_c_ends_with_the_shells_own_status(command):
    def run(_arguments):
        raise KeyboardInterrupt

    command(run)
    assert entry.main(["serve"]) == 130


def test_the_script_can_ask_whether_a_command_exists(capsys):
    assert entry.main(["--knows", "demo"]) == 0
    assert entry.main(["--knows", "dmeo"]) == 2
    assert "did you mean `./kamurj demo`?" in capsys.readouterr().err

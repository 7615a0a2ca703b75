from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kamurj.commands.home import ROOT

BUILT_IN = (
    "cat",
    "cmp",
    "cut",
    "dirname",
    "readlink",
    "tr",
    "uname",
    "mkdir",
    "touch",
    "df",
    "awk",
    "tail",
    "find",
    "rm",
    "sh",
)


@pytest.fixture
def clone(tmp_path):
    """The script with its sources and locks in a folder where nothing is prepared."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("kamurj", "src", "requirements.lock", "requirements-dev.lock", "package-lock.json"):
        (folder / name).symlink_to(ROOT / name)
    # The script looks for everything beside itself; a copy is beside the folder's own, still missing .venv.
    (folder / "kamurj").unlink()
    (folder / "kamurj").write_bytes((ROOT / "kamurj").read_bytes())
    (folder / "kamurj").chmod(0o755)
    return folder


@pytest.fixture
def programs(tmp_path):
    """A PATH on which only the system's plainest programs are found."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in BUILT_IN:
        for place in ("/bin", "/usr/bin"):
            if Path(place, name).exists() and not (folder / name).exists():
                (folder / name).symlink_to(f"{place}/{name}")
    return folder


def add_python(programs, name, *, version):
    """Put a Python on the PATH: the running one, or one that only says it is older."""
    if version is None:
        text = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
    else:
        text = f'#!/bin/sh\ncase "$2" in *print*) echo {version} ;; *) exit 1 ;; esac\n'
    (programs / name).write_text(text)
    (programs / name).chmod(0o755)


def kamurj(clone, programs, *arguments, **environment):
    return subprocess.run(
        [clone / "kamurj", *arguments],
        env={"PATH": str(programs), **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_python_one_sentence_says_what_to_install(clone, programs):
    answer = kamurj(clone, programs, "demo")
    assert answer.returncode == 1
    assert answer.stderr.startswith("kamurj: Kamurj needs Python 3.11 or newer; none was found. Install one")
    assert answer.stderr.count("\n") == 1


def test_an_old_python_is_named(clone, programs):
    add_python(programs, "python3", version="3.9.18")
    answer = kamurj(clone, programs, "demo")
    assert answer.returncode == 1
    assert f"only 3.9.18 ({programs}/python3) was found. Install one" in answer.stderr


def test_a_newer_python_behind_an_old_one_is_used(clone, programs):
    add_python(programs, "python3", version="3.9.18")
    add_python(programs, "python3.11", version=None)
    answer = kamurj(clone, programs, "help")
    assert answer.returncode == 0
    assert "./kamurj COMMAND" in answer.stdout


def test_help_and_an_unknown_command_prepare_nothing(clone, programs):
    add_python(programs, "python3", version=None)
    assert kamurj(clone, programs).returncode == 0
    unknown = kamurj(clone, programs, "dmeo")
    assert unknown.returncode == 2
    assert unknown.stderr == "kamurj: there is no command `dmeo`; did you mean `./kamurj demo`?\n"
    assert not (clone / ".venv").exists()


def test_a_home_that_cannot_be_made_is_refused_before_anything_is_installed(clone, programs, tmp_path):
    add_python(programs, "python3", version=None)
    (tmp_path / "occupied").write_text("")
    answer = kamurj(clone, programs, "migrate", KAMURJ_HOME=str(tmp_path / "occupied" / "home"))
    assert answer.returncode == 1
    assert "cannot write to its home" in answer.stderr
    assert not (clone / ".venv" / "bin").exists()


def test_a_nearly_full_disk_is_refused_before_anything_is_installed(clone, programs):
    add_python(programs, "python3", version=None)
    (programs / "df").unlink()
    (programs / "df").write_text("#!/bin/sh\necho Filesystem 1024-blocks Used Available\necho disk 1000000 990000 10240\n")
    (programs / "df").chmod(0o755)
    answer = kamurj(clone, programs, "migrate")
    assert answer.returncode == 1
    assert "nearly full: 10 MiB are free, the first start needs 1024 MiB" in answer.stderr


def test_what_was_compiled_is_kept_though_the_environment_says_otherwise(clone, programs, tmp_path):
    tell = f'printf "%s" "${{PYTHONDONTWRITEBYTECODE-kept}}" >{tmp_path}/said'
    (programs / "python3").write_text(f'#!/bin/sh\n{tell}\nexec {sys.executable} "$@"\n')
    (programs / "python3").chmod(0o755)
    assert kamurj(clone, programs, "help", PYTHONDONTWRITEBYTECODE="1").returncode == 0
    assert (tmp_path / "said").read_text() == "kept"

from __future__ import annotations

import os
import stat
from types import SimpleNamespace

import pytest

from kamurj.commands import home as homes
from kamurj.commands.refusals import Refused


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("KAMURJ_SECRET_KEY", raising=False)
    return homes.Home(tmp_path / "var")


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(home, monkeypatch):
    homes.prepare(home)
    key = home.path / "secret_key"
    first = key.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert os.environ["KAMURJ_SECRET_KEY"] == first
    homes.prepare(home)
    assert key.read_text() == first
    assert list(home.run.iterdir()) == []


def test_a_key_given_by_the_environment_is_left_alone(home, monkeypatch):
    monkeypatch.setenv("KAMURJ_SECRET_KEY", "given")
    homes.prepare(home)
    assert os.environ["KAMURJ_SECRET_KEY"] == "given"


def test_a_home_that_cannot_be_written_is_refused_with_another_place(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(Refused, match=r"cannot write to its home .*/var .*KAMURJ_HOME=/some/folder"):
        homes.prepare(homes.Home(tmp_path / "var"))


def test_a_nearly_full_disk_is_refused_before_anything_is_written(home, monkeypatch):
    monkeypatch.setattr(homes.shutil, "disk_usage", lambda _path: SimpleNamespace(free=20 * 2**20))
    with pytest.raises(Refused, match="nearly full: 20 MiB are free, 200 MiB are needed"):
        homes.prepare(home)
    assert not (home.path / "secret_key").exists()


def test_the_home_is_the_one_that_was_named_or_var_beside_the_script(monkeypatch, tmp_path):
    monkeypatch.setenv("KAMURJ_HOME", str(tmp_path))
    assert homes.from_environment().path == tmp_path
    monkeypatch.delenv("KAMURJ_HOME")
    assert homes.from_environment().path == homes.ROOT / "var"

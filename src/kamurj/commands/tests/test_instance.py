from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kamurj.commands import home as homes
from kamurj.commands import instance, instance_file, processes
from kamurj.commands.refusals import Refused


@pytest.fixture
def home(tmp_path):
    home = homes.Home(tmp_path)
    home.run.mkdir()
    return home


def test_a_second_installation_on_the_same_home_is_refused_by_name(home):
    with (
        instance.only_one(home, address="http://127.0.0.1:8000"),
        pytest.raises(Refused, match=rf"already runs on .* \(process {os.getpid()}, http://127.0.0.1:8000\).*KAMURJ_HOME="),
        instance.only_one(home, address="http://127.0.0.1:9000"),
    ):
        raise AssertionError
    assert not (home.run / "serve.pid").exists()


def test_a_pid_file_left_by_a_killed_one_does_not_stand_in_the_way(home):
    # The pid is alive (it is ours) and still means nothing: nobody holds the lock.
    (home.run / "serve.pid").write_text(json.dumps({"pid": str(os.getpid()), "address": "http://127.0.0.1:8000"}))
    assert not instance_file.is_held(home.run / "serve.lock")
    with instance.only_one(home, address="http://127.0.0.1:9000"):
        assert instance_file.read(home.run / "serve.pid")["address"] == "http://127.0.0.1:9000"
        assert instance_file.is_held(home.run / "serve.lock")


@pytest.mark.parametrize("content", ["", "{", "[]", "1234"])
def test_a_half_written_pid_file_says_nothing(home, content):
    (home.run / "serve.pid").write_text(content)
    assert instance_file.read(home.run / "serve.pid") == {}


def test_what_a_killed_one_left_running_is_cleared_and_nothing_else(home):
    sleep = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
    left = subprocess.Popen(sleep, env={**os.environ, processes.MARK: "its-token"}, stdout=subprocess.PIPE)
    other = subprocess.Popen(sleep, env={**os.environ, processes.MARK: "another-token"}, stdout=subprocess.PIPE)
    with left, other:
        try:
            for process in (left, other):
                assert process.stdout.readline() == b"up\n"
            (home.run / "serve.pid").write_text(json.dumps({"pid": "1", "address": "", "token": "its-token"}))
            with instance.only_one(home, address=""):
                assert left.poll() is not None
                assert other.poll() is None
        finally:
            left.kill()
            other.kill()

from __future__ import annotations

import os

import pytest

from kamurj.commands.database import postmaster


def write(data, pid):
    (data / "postmaster.pid").write_text(f"{pid}\n{data}\n1700000000\n5432\n/run/here\n\n  1 2\nready   \n")


def test_a_pid_that_belongs_to_another_program_now_is_no_server_and_is_forgotten(tmp_path):
    write(tmp_path, os.getpid())
    assert postmaster.running(tmp_path) is None
    (tmp_path / postmaster.SOCKET_LOCK).write_text(f"{os.getpid()}\n")
    postmaster.forget_dead(tmp_path, socket_folder=tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()
    assert not (tmp_path / postmaster.SOCKET_LOCK).exists()


@pytest.mark.parametrize("content", ["", "12\n", "twelve\n/data\n", "12\n/data\n1700000000\n"])
def test_a_half_written_file_is_no_server_yet(tmp_path, content):
    (tmp_path / "postmaster.pid").write_text(content)
    assert postmaster.running(tmp_path) is None


def test_no_file_is_no_server(tmp_path):
    assert postmaster.running(tmp_path) is None
    postmaster.forget_dead(tmp_path, socket_folder=tmp_path)

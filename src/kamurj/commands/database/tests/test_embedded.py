from __future__ import annotations

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from kamurj.commands.database import choice, postmaster
from kamurj.commands.database.embedded import Embedded
from kamurj.commands.refusals import Refused


def make(folder):
    (folder / "run").mkdir(parents=True, exist_ok=True)
    return Embedded(data=folder / "postgres", run=folder / "run", log=folder / "postgres.log", scratch=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One data folder for all tests here, in a path too long for a socket."""
    folder = tmp_path_factory.mktemp("a-home-whose-name-is-so-long-that-no-socket-can-lie-in-it-" * 2)
    with make(folder).in_use():
        yield folder


def test_it_answers_in_a_folder_too_deep_for_a_socket_and_knows_armenian_letters(folder):
    address = make(folder).address("postgres")
    assert str(folder) not in address
    with psycopg.connect(address) as connection:
        assert connection.execute("select lower('ԿԱՄՈՒՐՋ'), 'ԿԱՄՈՒՐՋ' ~* 'կամուրջ'").fetchone() == ("կամուրջ", True)
        assert connection.info.server_version >= 180_000


def test_it_is_reached_by_its_owner_alone(folder):
    server = postmaster.running(folder / "postgres")
    assert Path(server.socket_folder, ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700
    with psycopg.connect(make(folder).address("postgres")) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_second_user_finds_it_running_and_leaves_it_running(folder):
    before = postmaster.running(folder / "postgres").pid
    second = make(folder)
    with second.in_use():
        choice.ensure(second.address("postgres"), "kamurj")
        choice.ensure(second.address("postgres"), "kamurj")
    assert postmaster.running(folder / "postgres").pid == before


def test_killed_it_is_started_again_at_the_same_address_and_what_was_committed_is_there(folder):
    server = make(folder)
    address = server.address("postgres")
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute("create table kept (id int)")
        connection.execute("insert into kept values (1)")
    killed = postmaster.running(folder / "postgres").pid
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while server.is_running() and time.monotonic() < deadline:
        time.sleep(0.05)
    server.start()
    assert postmaster.running(folder / "postgres").pid != killed
    assert server.address("postgres") == address, "who was connected finds it again"
    with psycopg.connect(server.address("postgres")) as connection:
        assert connection.execute("select id from kept").fetchall() == [(1,)]


def test_killed_in_the_middle_of_a_long_computation_it_is_started_again_without_waiting_for_that(folder):
    server = make(folder)
    with closing(psycopg.connect(server.address("postgres"))) as busy:
        pid = busy.info.backend_pid
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b")
        os.kill(postmaster.running(folder / "postgres").pid, signal.SIGKILL)
        server.start()
        assert not psutil.pid_exists(pid)
    with psycopg.connect(server.address("postgres")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_database_is_made_anew_empty(folder):
    server = make(folder)
    choice.ensure(server.address("postgres"), "anew")
    with psycopg.connect(server.address("anew"), autocommit=True) as connection:
        connection.execute("create table gone (id int)")
    choice.recreate(server.address("anew"))
    with psycopg.connect(server.address("anew")) as connection:
        assert connection.execute("select to_regclass('gone')").fetchone() == (None,)


def test_an_interrupted_first_start_begins_anew_and_the_last_user_stops_the_server(tmp_path):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = make(tmp_path)
    with server.in_use():
        assert server.is_running()
    assert not server.is_running()
    assert not (tmp_path / "postgres.new").exists()


def test_data_of_another_version_are_refused_and_left_alone(tmp_path):
    server = make(tmp_path)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(Refused, match="written by PostgreSQL 16, Kamurj brings 18"), server.in_use():
        raise AssertionError
    assert [path.name for path in (tmp_path / "postgres").iterdir()] == ["PG_VERSION"]


def test_settings_that_do_not_work_are_refused_with_what_postgresql_says(tmp_path):
    server = make(tmp_path)
    with server.in_use():
        pass
    with (tmp_path / "postgres" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'plenty'\n")
    with pytest.raises(Refused, match=r'PostgreSQL does not start(?s:.*)"shared_buffers": "plenty"'), server.in_use():
        raise AssertionError

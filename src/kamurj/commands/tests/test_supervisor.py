from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from kamurj.commands import supervisor as supervision
from kamurj.commands.processes import Process
from kamurj.commands.refusals import Refused
from kamurj.commands.supervisor import Supervisor, pause_before_restart, rotate

SLEEP = ["-c", "import time; print('up', flush=True); time.sleep(60)"]


@contextmanager
def in_background(supervisor):
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        yield
    finally:
        supervisor.stopping.set()
        thread.join(30)


def eventually(condition):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_the_first_death_is_mended_at_once_and_later_ones_ever_more_slowly():
    assert [pause_before_restart(failures) for failures in range(1, 10)] == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_a_process_that_is_killed_is_started_again_and_stopped_in_the_end(tmp_path):
    process = Process("web", SLEEP, tmp_path / "web.log")
    supervisor = Supervisor([process], server=None, logs=tmp_path)
    with in_background(supervisor):
        assert eventually(lambda: process.running is not None)
        first = process.running.pid
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: process.running is not None and process.running.pid != first)
        second = process.running.pid
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_what_a_killed_process_had_started_dies_with_it(tmp_path):
    code = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    process = Process("web", ["-c", code], tmp_path / "web.log")
    process.start()
    assert eventually(lambda: (tmp_path / "web.log").read_text().strip())
    grandchild = int((tmp_path / "web.log").read_text())
    process.running.kill()
    assert eventually(process.has_ended)
    process.clear()
    assert eventually(lambda: _is_gone(grandchild))


def test_the_second_process_waits_until_the_site_answers(tmp_path):
    web, worker = Process("web", SLEEP, tmp_path / "web.log"), Process("worker", SLEEP, tmp_path / "worker.log")
    supervisor = Supervisor([web, worker], server=None, logs=tmp_path)
    with in_background(supervisor):
        assert eventually(lambda: web.running is not None)
        time.sleep(0.5)
        assert worker.running is None
        supervisor.has_answered.set()
        assert eventually(lambda: worker.running is not None)


def test_a_process_that_never_comes_up_is_given_up_with_the_end_of_its_log(tmp_path, monkeypatch):
    monkeypatch.setattr(supervision, "pause_before_restart", lambda _failures: 0.0)
    process = Process("web", ["-c", "raise SystemExit('no such module')"], tmp_path / "web.log")
    with pytest.raises(Refused, match=r"the web process does not start. Its log ends:\n(?s:.*)no such module"):
        Supervisor([process], server=None, logs=tmp_path).run()
    assert process.running is None


def test_postgresql_is_started_again_when_it_ends(tmp_path):
    class Server:
        running = False
        starts = 0

        def is_running(self):
            return self.running

        def start(self):
            self.running = True
            self.starts += 1

    server = Server()
    supervisor = Supervisor([Process("web", SLEEP, tmp_path / "web.log")], server=server, logs=tmp_path)
    with in_background(supervisor):
        assert eventually(lambda: server.starts == 1)
        server.running = False
        assert eventually(lambda: server.starts == 2)


def test_a_site_that_has_answered_waits_for_a_postgresql_that_does_not_start_at_once(tmp_path):
    class Server:
        starts = 0

        def is_running(self):
            return self.starts > 2

        def start(self):
            self.starts += 1
            if self.starts < 3:
                raise Refused("PostgreSQL does not start")

    server = Server()
    supervisor = Supervisor([Process("web", SLEEP, tmp_path / "web.log")], server=server, logs=tmp_path)
    supervisor.has_answered.set()
    with in_background(supervisor):
        assert eventually(lambda: server.starts == 3)
        assert not supervisor.stopping.is_set()
    assert server.starts == 3


def test_a_site_that_never_answered_says_why_postgresql_does_not_start(tmp_path):
    class Server:
        def is_running(self):
            return False

        def start(self):
            raise Refused("PostgreSQL does not start")

    with pytest.raises(Refused, match="does not start"):
        Supervisor([Process("web", SLEEP, tmp_path / "web.log")], server=Server(), logs=tmp_path).run()


def test_a_process_ends_when_the_one_that_started_it_is_killed(tmp_path):
    # The parent starts a supervised process, then is killed without a chance to clean up.
    code = (
        "import sys, time; from pathlib import Path; from kamurj.commands.processes import Process;"
        f"p = Process('web', {SLEEP!r}, Path(sys.argv[1])); p.start(); print(p.running.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "log")], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert eventually(lambda: "up" in (tmp_path / "log").read_text())
        parent.kill()
    assert eventually(lambda: _is_gone(child))


def test_a_large_log_is_copied_aside_and_emptied_and_two_are_kept(tmp_path):
    log = tmp_path / "web.log"
    for round_ in range(4):
        log.write_bytes(bytes([65 + round_]) * supervision.LARGEST_LOG_BYTES)
        rotate(log)
        assert log.stat().st_size == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["web.log", "web.log.1", "web.log.2"]
    assert (tmp_path / "web.log.1").read_bytes()[:1] == b"D"
    assert (tmp_path / "web.log.2").read_bytes()[:1] == b"C"


def test_a_small_log_is_left_alone(tmp_path):
    (tmp_path / "web.log").write_text("one line\n")
    rotate(tmp_path / "web.log")
    assert [path.name for path in tmp_path.iterdir()] == ["web.log"]


def _is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True

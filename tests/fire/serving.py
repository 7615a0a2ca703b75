"""The installation as it is served: `python -m kamurj serve` with its web and worker processes, and killing them."""

from __future__ import annotations

import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

from kamurj.commands import home as homes
from tests.fire.house import House

START_SECONDS = 90.0
ORDER_OF_FIRE = (
    "a web process",
    "a process of PostgreSQL",
    "the worker",
    "a web process",
    "PostgreSQL",
    "a web process",
    "the worker",
    "the web server",
)


@dataclass(slots=True)
class Serving:
    """A served house. `killed` counts what was killed, by kind."""

    house: House
    port: int
    supervisor: subprocess.Popen[bytes]
    killed: dict[str, int]

    def fire(self, seconds: float) -> None:
        """Kill one thing after the other for so long, about one a second, at moments that nobody chose."""
        kinds: dict[str, Callable[[], bool]] = {
            "a web process": lambda: self._kill(_is_web, deep=True),
            "a process of PostgreSQL": self._kill_backend,
            "the worker": lambda: self._kill(_is_worker),
            "PostgreSQL": self._kill_postmaster,
            "the web server": lambda: self._kill(_is_web),
        }
        until = time.monotonic() + seconds
        for kind in itertools.cycle(ORDER_OF_FIRE):
            if time.monotonic() > until:
                return
            if kinds[kind]():
                self.killed[kind] = self.killed.get(kind, 0) + 1
            time.sleep(random.uniform(0.5, 1.7))

    def _kill(self, is_meant: Callable[[list[str]], bool], *, deep: bool = False) -> bool:
        """Kill a child of the supervisor, or (`deep`) one of that child's own."""
        for child in psutil.Process(self.supervisor.pid).children():
            with suppress(psutil.NoSuchProcess):
                if is_meant(child.cmdline()):
                    victims = [own for own in child.children(recursive=True) if own.is_running()] if deep else [child]
                    for victim in victims[-1:]:
                        victim.kill()
                        return True
        return False

    def _kill_postmaster(self) -> bool:
        if (pid := self.house.postmaster_pid()) is not None:
            os.kill(pid, signal.SIGKILL)
        return pid is not None

    def _kill_backend(self) -> bool:
        """Kill the busiest process of PostgreSQL that serves one of ours."""
        if (pid := self.house.postmaster_pid()) is None:
            return False
        for child in psutil.Process(pid).children():
            with suppress(psutil.NoSuchProcess):
                if "kamurj" in " ".join(child.cmdline()) and "[local]" in " ".join(child.cmdline()):
                    child.kill()
                    return True
        return False


@contextmanager
def served(house: House) -> Iterator[Serving]:
    """Serve the house on a free port; stopped in the end, PostgreSQL included."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in house.environment.items() if name != "KAMURJ_DATABASE_URL"}
    with (house.home.logs / "serve.log").open("ab") as log:
        supervisor = subprocess.Popen(  # noqa: S603 - this Python, a command of ours
            [sys.executable, "-m", "kamurj", "serve", "--port", str(port), "--workers", "2"],
            cwd=homes.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_until_ready(port, supervisor)
        yield Serving(house, port, supervisor, {})
    finally:
        supervisor.terminate()
        with suppress(subprocess.TimeoutExpired):
            supervisor.wait(40)
        if supervisor.poll() is None:
            for child in psutil.Process(supervisor.pid).children(recursive=True):
                child.kill()
            supervisor.kill()
            supervisor.wait()


def _wait_until_ready(port: int, supervisor: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and supervisor.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("The house is not served.")


def _is_web(command: list[str]) -> bool:
    return "kamurj.commands.web" in command


def _is_worker(command: list[str]) -> bool:
    return command[-2:] == ["kamurj", "worker"]

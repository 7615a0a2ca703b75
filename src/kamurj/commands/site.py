"""The running site: web and worker processes on a database, and the moment it first answers."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from kamurj.commands import home as homes
from kamurj.commands import instance, migrate, ports, started
from kamurj.commands.answers import say
from kamurj.commands.database.choice import Database
from kamurj.commands.processes import Process
from kamurj.commands.refusals import Refused
from kamurj.commands.supervisor import Supervisor, stops_on_signals

PATIENCE_SECONDS = 120.0
BLOCKING_THREADS = 8


@dataclass(frozen=True, slots=True)
class Site:
    """Where to listen, with how many web processes."""

    host: str
    port: int
    workers: int
    command: str

    @property
    def address(self) -> str:
        """What a browser on this machine opens."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised, not chosen
        host = everywhere.get(self.host, self.host)
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}"

    def web_arguments(self) -> list[str]:
        """How its web processes are started."""
        return [
            *("-m", "kamurj.commands.web", "--interface", "wsgi", "--host", self.host, "--port", str(self.port), "--no-ws"),
            *("--workers", str(self.workers), "--blocking-threads", str(BLOCKING_THREADS)),
            *("--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "8"),
            "kamurj.config.wsgi:application",
        ]


def run(
    site: Site,
    *,
    home: homes.Home,
    prepare: Callable[[Database], None] | None = None,
    once_answering: Callable[[], None],
    then_stop: bool = False,
) -> None:
    """Run the site until it is stopped.

    `prepare` works on the migrated database before anything is served; `once_answering` is called, in a thread of its own,
    when the site first answers; with `then_stop` the site stops when that returns.
    """
    homes.prepare(home)
    with instance.only_one(home, address=site.address):
        ports.check_free(site.host, site.port, command=site.command)
        with started.home_and_database(home) as (_, database):
            migrate.if_changed(database.url)
            if prepare is not None:
                prepare(database)
            supervisor = Supervisor(
                processes=[
                    Process("web", site.web_arguments(), home.logs / "web.log"),
                    Process("worker", ["-m", "kamurj", "worker"], home.logs / "worker.log"),
                ],
                server=database.server,
                logs=home.logs,
            )
            _supervise(supervisor, site, once_answering, then_stop=then_stop)


def _supervise(supervisor: Supervisor, site: Site, once_answering: Callable[[], None], *, then_stop: bool) -> None:
    failures: list[BaseException] = []

    def follow() -> None:
        try:
            _wait_for_answer(site, supervisor)
            if not supervisor.stopping.is_set():
                once_answering()
        except BaseException as failure:  # noqa: BLE001 - handed to the main thread, which raises it
            failures.append(failure)
            supervisor.stopping.set()
        if then_stop:
            supervisor.stopping.set()

    follower = threading.Thread(target=follow, name="first-answer", daemon=True)
    with stops_on_signals(supervisor.stopping.set):
        follower.start()
        supervisor.run()
        say("Stopped.")
    if failures:
        raise failures[0]


def _wait_for_answer(site: Site, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    host = site.address.removeprefix("http://").rsplit(":", 1)[0].strip("[]")
    while not supervisor.stopping.wait(0.05):
        connection = http.client.HTTPConnection(host, site.port, timeout=30)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > deadline:
                raise Refused(
                    f"the site did not answer within {PATIENCE_SECONDS:g} s; see {supervisor.logs / 'web.log'}."
                ) from None
        else:
            supervisor.has_answered.set()
            return
        finally:
            connection.close()

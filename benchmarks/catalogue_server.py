"""The server of the catalogue benchmark: Granian as `./kamurj serve` starts it, on a free port of this machine."""

from __future__ import annotations

import http.client
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kamurj.commands import ports
from kamurj.commands.processes import Process
from kamurj.commands.site import Site

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE_SECONDS = 60.0


@contextmanager
def serving() -> Iterator[int]:
    """The port of a running server on the database that the environment names; it ends with the benchmark."""
    port = ports.free(HOST)
    site = Site(host=HOST, port=port, workers=WORKERS, command="bench catalogue")
    with tempfile.TemporaryDirectory() as folder:
        server = Process("web", site.web_arguments(), Path(folder) / "web.log")
        server.start()
        try:
            _wait_for_answer(server, port)
            yield port
        finally:
            server.stop()


def _wait_for_answer(server: Process, port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if server.has_ended():
            break
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", "/ready")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit(f"the server did not answer; its log ends with:\n{server.log.read_text()[-2000:]}")

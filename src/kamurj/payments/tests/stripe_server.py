"""Two servers that speak Stripe's language on this machine: localstripe, and one that gives the answers it lacks."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

LOCALSTRIPE = """
import sys
from aiohttp import web
from localstripe import resources
resources.Store.dump_to_disk = lambda store: None
from localstripe.server import app
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""
"""Its own start would listen on every address, and keep its memory in a file that all its users share."""


@contextmanager
def localstripe() -> Iterator[str]:
    """Run localstripe on a free port of the loopback; it ends with the block."""
    port = _free_port()
    running = subprocess.Popen([sys.executable, "-c", LOCALSTRIPE, str(port)])  # noqa: S603 - our own words
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=10)


@dataclass(frozen=True)
class Asked:
    """One thing that a server was asked."""

    path: str
    fields: dict[str, str]
    headers: dict[str, str]
    raw: bytes


@contextmanager
def answering(answers: Callable[[str, dict], tuple[int, dict]]) -> Iterator[tuple[str, list[Asked]]]:
    """A server whose answers the test gives: (method and path, fields) → (status, body)."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer("GET")

        def do_POST(self):
            self._answer("POST")

        def _answer(self, method):
            raw_body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fields = dict(parse_qsl(raw_body.decode()))
            path = f"{method} {self.path.partition('?')[0]}"
            asked.append(Asked(path, fields, dict(self.headers), raw_body))
            status, body = answers(path, fields)
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("localstripe did not start.")

"""How long a start takes: a new home (PostgreSQL's data made, tables migrated), and one that was there before.

`cold_seconds`: from `./kamurj serve` on an empty home to the first answer over HTTP; the packages are installed already.
`warm_seconds`: the same on a home that ran before. `first_answer_seconds`: the first page after that, in a fresh process.
`command_seconds`: a short command from start to end. `stop_seconds`: from SIGTERM to the end of the last process.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

STARTS_ITSELF = True
ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 120.0


def run(*, quick: bool, progress: Callable[..., None], arguments: Sequence[str]) -> Mapping[str, Any]:
    """Start and stop installations in a home of their own; medians over the warm starts."""
    if arguments:
        raise SystemExit(f"bench start takes no further options: {' '.join(arguments)}")
    rounds = 2 if quick else 5
    # Beside the other homes: a short path keeps PostgreSQL's socket in its data folder, as it is for everybody.
    home = Path(tempfile.mkdtemp(prefix="kamurj-start-"))
    try:
        progress("cold start")
        cold = _serve(home)
        warm = []
        for number in range(rounds):
            progress("warm start", number + 1, rounds)
            warm.append(_serve(home))
        progress("short command")
        command = [_command(home) for _ in range(rounds)]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return {
        "cold_seconds": round(cold["start"], 3),
        "warm_seconds": round(statistics.median(each["start"] for each in warm), 3),
        "warm_worst_seconds": round(max(each["start"] for each in warm), 3),
        "first_answer_seconds": round(statistics.median(each["first_answer"] for each in warm), 3),
        "command_seconds": round(statistics.median(command), 3),
        "stop_seconds": round(statistics.median(each["stop"] for each in warm), 3),
        "rounds": rounds,
    }


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAMURJ_")}
    return kept | {"KAMURJ_HOME": str(home)}


def _serve(home: Path) -> dict[str, float]:
    port = _free_port()
    begun = time.monotonic()
    output = home / "serve.out"
    with output.open("wb") as sink:
        serving = subprocess.Popen(
            [ROOT / "kamurj", "serve", "--port", str(port)], env=_environment(home), stdout=sink, stderr=sink
        )
    try:
        _wait_for_listener(port, serving, output)
        asked = time.monotonic()
        _get(port)
        answered = time.monotonic()
    finally:
        stopping = time.monotonic()
        serving.send_signal(signal.SIGTERM)
        serving.wait(PATIENCE_SECONDS)
    return {"start": answered - begun, "first_answer": answered - asked, "stop": time.monotonic() - stopping}


def _wait_for_listener(port: int, serving: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if serving.poll() is not None:
            sys.exit(f"the installation ended instead of answering:\n{output.read_text()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    sys.exit(f"nothing listened within {PATIENCE_SECONDS:g} s:\n{output.read_text()}")


def _get(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/")
    connection.getresponse().read()
    connection.close()


def _command(home: Path) -> float:
    begun = time.monotonic()
    subprocess.run([ROOT / "kamurj", "migrate", "--json"], env=_environment(home), check=True, capture_output=True)
    return time.monotonic() - begun


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""TCP ports to listen on."""

from __future__ import annotations

import errno
import socket

import psutil

from kamurj.commands.refusals import Refused


def check_free(host: str, port: int, *, command: str) -> None:
    """Refused, with a port that is free, when this one cannot be had."""
    try:
        _bind(host, port)
    except OSError as error:
        if error.errno == errno.EACCES:
            reason = f"port {port} is for the system's own services, and this user may not open it"
        elif error.errno == errno.EADDRINUSE:
            reason = f"port {port} on {host} is taken{_by_whom(port)}"
        else:
            way_out = "Name an address of this machine: --host 127.0.0.1"
            raise Refused(f"cannot listen on {host}: {error.strerror}. {way_out}") from error
        raise Refused(f"{reason}. Choose another: ./kamurj {command} --port {next_free(host, port)}") from error


def next_free(host: str, after: int) -> int:
    """The first free port above `after` (and above the system's), or one the system picks."""
    for port in range(max(after, 1024) + 1, min(max(after, 1024) + 50, 65_536)):
        try:
            return _bind(host, port)
        except OSError:
            continue
    return free(host)


def free(host: str) -> int:
    """A port the system says is free."""
    return _bind(host, 0)


def _bind(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        # Without listening, Linux lets two binds with SO_REUSEADDR pass.
        probe.listen(1)
        return int(probe.getsockname()[1])


def _by_whom(port: int) -> str:
    try:
        for each in psutil.net_connections("tcp"):
            if each.pid and each.status == psutil.CONN_LISTEN and each.laddr and each.laddr.port == port:
                return f" by {psutil.Process(each.pid).name()} (process {each.pid})"
    except psutil.Error:
        return ""
    return ""

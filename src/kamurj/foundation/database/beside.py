"""Set-work on several connections at once: the server writes what one stream sent while Python prepares the next one's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections


def side_by_side(*streams: Iterator[object]) -> None:
    """Exhaust streams of work, each on a connection of its own; every step of a stream does one piece in its transaction.

    When one fails, or the caller is interrupted, the others end after the piece they are at, and the failure is raised.
    Inside an open transaction the streams run one after another: only one connection can see it.
    """
    if connection.in_atomic_block:
        for stream in streams:
            for _ in stream:
                pass
        return
    stopping = threading.Event()

    def exhaust(stream: Iterator[object]) -> None:
        try:
            for _ in stream:
                if stopping.is_set():
                    break
        except BaseException:
            stopping.set()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(streams)) as pool:
        running = [pool.submit(exhaust, stream) for stream in streams]
        try:
            for one in running:
                one.result()
        finally:
            stopping.set()

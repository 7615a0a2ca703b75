"""Fixtures that every room's tests share: a fixed moment, an origin, buyers that act at once, and no network."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from kamurj.commands.words import compile_changed
from kamurj.kernel.origin import Channel, Origin

Outcome = TypeVar("Outcome")

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
"""A Saturday: 14:00 in Yerevan, 03:00 in Los Angeles."""


def pytest_configure() -> None:
    """Compile the message files that changed, where `pytest` is called by itself: tests read what the pages will say."""
    compile_changed(Path(__file__).parent)


class FrozenClock:
    """A clock that stands still until somebody turns it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment it shows."""
        return self.moment

    def advance(self, by: timedelta) -> datetime:
        """Turn the clock on; return what it shows then."""
        self.moment += by
        return self.moment


class SocketRefused(RuntimeError):
    """A test tried to reach something outside this machine."""


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


@pytest.fixture
def clock(now: datetime) -> FrozenClock:
    """A clock that shows `now` and moves by `advance` only."""
    return FrozenClock(now)


@pytest.fixture
def origin() -> Origin:
    """Somebody on the web shop whom nobody knows."""
    return Origin(channel=Channel.WEB)


@pytest.fixture
def together() -> Callable[[Sequence[Callable[[], Outcome]]], list[Outcome | Exception]]:
    """Run calls at the same moment, each in a thread with a connection of its own; return results (or exceptions) in order.

    What they write is really committed: use it with `@pytest.mark.django_db(transaction=True)`.
    """

    def run(calls: Sequence[Callable[[], Outcome]]) -> list[Outcome | Exception]:
        start = threading.Barrier(len(calls))
        with ThreadPoolExecutor(max_workers=len(calls)) as pool:
            return list(pool.map(partial(_at_the_barrier, start), calls))

    return run


def _at_the_barrier(start: threading.Barrier, call: Callable[[], Outcome]) -> Outcome | Exception:
    try:
        start.wait(timeout=30)
        return call()
    except Exception as error:  # noqa: BLE001 - handed to the test, which says what it expected
        return error
    finally:
        connection.close()


KEPT_TABLES = frozenset({"django_content_type", "auth_permission"})
"""What every migrated database has in it: the names of its own models."""


@pytest.fixture(autouse=True, scope="session")
def _quick_flush() -> Iterator[None]:
    """After a test that really commits, only the tables that have something in them are emptied.

    Django empties all of them, and then writes the names of all models again: together more than most such tests take.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty_what_is_filled)
        yield


def _empty_what_is_filled(case: TransactionTestCase) -> None:
    del case
    with connection.cursor() as cursor:
        tables = sorted({*connection.introspection.django_table_names(only_existing=True)} - KEPT_TABLES)
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables))  # noqa: S608
        if filled := [table for (table,) in cursor.fetchall()]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


@pytest.fixture(autouse=True, scope="session")
def _carriers_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Labels that tests make lie where tests put their files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "CARRIER_FOLDER", tmp_path_factory.mktemp("carriers"))
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine, so that no test depends on one."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _refuse_foreign(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _refuse_foreign(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


def _refuse_foreign(used: socket.socket, address: Any) -> None:
    if used.family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = address[0]
    if host != "localhost" and not _is_loopback(host):
        raise SocketRefused(f"Tests reach nothing outside this machine, and not {host}.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

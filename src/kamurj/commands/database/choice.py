"""Which database this run works on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from kamurj.commands.database.embedded import Embedded
from kamurj.commands.home import Home
from kamurj.commands.refusals import Refused

VARIABLE = "KAMURJ_DATABASE_URL"
NAME = "kamurj"
OLDEST_MAJOR = 15


@dataclass(frozen=True, slots=True)
class Database:
    """An address to connect to, and the server when it is ours to keep alive."""

    url: str
    server: Embedded | None


@contextmanager
def using(home: Home) -> Iterator[Database]:
    """The database to work on, running meanwhile; every process started inside finds its address in the environment."""
    if given := os.environ.get(VARIABLE):
        check(given)
        yield Database(url=given, server=None)
        return
    server = Embedded(data=home.postgres, run=home.run, log=home.logs / "postgres.log")
    with server.in_use():
        ensure(server.address("postgres"), NAME)
        url = server.address(NAME)
        (home.run / "database_url").write_text(url)
        os.environ[VARIABLE] = url
        try:
            yield Database(url=url, server=server)
        finally:
            os.environ.pop(VARIABLE, None)
    if not server.is_running():
        (home.run / "database_url").unlink(missing_ok=True)


def check(url: str) -> None:
    """Refuse a server that does not answer or is too old, in one sentence that names no password."""
    try:
        parts = conninfo_to_dict(url)
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), "no reason given")
        raise Refused(
            f"cannot use the database in {VARIABLE}: {reason}. Correct it, or unset it to use the embedded one."
        ) from error
    if version < OLDEST_MAJOR * 10_000:
        raise Refused(
            f"the PostgreSQL at {parts.get('host') or 'localhost'} is version {version // 10_000}; Kamurj needs "
            f"{OLDEST_MAJOR} or newer. Upgrade it, or unset {VARIABLE} to use the embedded one."
        )


def ensure(maintenance: str, name: str) -> None:
    """Make the database when it is not there."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        exists = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not exists:
            # Two first starts at once: the other one made it between our look and now.
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def recreate(url: str) -> None:
    """Drop the database the URL names with all that is in it, and make it anew, empty."""
    name = str(conninfo_to_dict(url)["dbname"])
    maintenance = psycopg.conninfo.make_conninfo(url, dbname="postgres")
    try:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Refused(
            f"the database {name} cannot be made anew: {reason}. Make it anew yourself, then run again."
        ) from error

"""Fills a database with the demo retailer, in a process of its own; `./kamurj demo` runs it the first time."""

from __future__ import annotations

import argparse
import os

import psycopg
from psycopg import sql

from kamurj.commands import started
from kamurj.commands.answers import Progress
from kamurj.commands.database.choice import VARIABLE

BEGUN = "kamurj demo: begun"
FILLED = "kamurj demo: filled"


def run(arguments: list[str]) -> int:
    """Fill, and leave a mark on the database that says so."""
    parser = argparse.ArgumentParser(prog="./kamurj fill-demo", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args(arguments)
    with started.django(), Progress() as progress:
        url = os.environ[VARIABLE]
        mark(url, BEGUN)
        from kamurj.config.readers import SUBSCRIPTIONS
        from kamurj.demo.filling import fill

        fill(seed=options.seed, progress=progress, readers=SUBSCRIPTIONS)
        mark(url, f"{FILLED} with seed {options.seed}")
    return 0


def mark(url: str, text: str) -> None:
    """Write a comment on the database: it lives and dies with what it speaks of."""
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("comment on database {} is {}").format(name, sql.Literal(text)))


def read_mark(url: str) -> str:
    """The comment on the database; empty when there is none."""
    query = "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return (row[0] if row else None) or ""


def holds_products(url: str) -> bool:
    """Whether somebody put a catalogue into this (migrated) database."""
    with psycopg.connect(url) as connection:
        row = connection.execute("select exists (select 1 from catalogue_product)").fetchone()
    return bool(row and row[0])

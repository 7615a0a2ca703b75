from __future__ import annotations

from types import SimpleNamespace

import pytest

from kamurj.commands.database import choice
from kamurj.commands.refusals import Refused


class Connection(SimpleNamespace):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def answering(monkeypatch, version):
    connection = Connection(info=SimpleNamespace(server_version=version))
    monkeypatch.setattr(choice.psycopg, "connect", lambda *_args, **_options: connection)


def test_a_server_older_than_15_is_refused_and_15_is_not(monkeypatch):
    answering(monkeypatch, 140_011)
    with pytest.raises(Refused, match=r"PostgreSQL at db\.example is version 14; Kamurj needs 15 or newer"):
        choice.check("postgresql://shop:secret@db.example/kamurj")
    answering(monkeypatch, 150_000)
    choice.check("postgresql://shop:secret@db.example/kamurj")


def test_a_server_that_does_not_answer_is_refused_without_its_password():
    with pytest.raises(Refused, match="cannot use the database in KAMURJ_DATABASE_URL") as refusal:
        choice.check("postgresql://shop:secret@127.0.0.1:1/kamurj")
    assert "secret" not in str(refusal.value)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(Refused, match="Correct it, or unset it"):
        choice.check("mysql://somewhere")

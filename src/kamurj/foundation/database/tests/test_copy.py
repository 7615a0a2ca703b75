"""Whatever a room keeps comes out of COPY as it went in."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kamurj.foundation.database import sql

COLUMNS = ("n", "word", "mark", "id", "at", "words", "numbers", "yes")
storable = st.text(st.characters(exclude_characters="\x00\x01", exclude_categories=("Cs",)), max_size=30)
records = st.tuples(
    st.integers(-(2**60), 2**60) | st.none(),
    storable | st.none(),
    st.binary(max_size=8) | st.none(),
    st.uuids() | st.none(),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)) | st.none(),  # noqa: DTZ001 - bounds
    st.lists(storable, max_size=4) | st.none(),
    st.lists(st.integers(-(2**31), 2**31 - 1), max_size=4) | st.none(),
    st.booleans() | st.none(),
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(given_records=st.lists(records, max_size=12))
def test_what_is_copied_is_what_was_given(given_records: list[tuple[object, ...]]) -> None:
    sql.execute("DROP TABLE IF EXISTS pg_temp.copied_all")
    sql.execute(
        """
        CREATE TEMPORARY TABLE copied_all (place serial, n bigint, word text, mark bytea, id uuid, at timestamptz,
                                           words text[], numbers int[], yes boolean)
        """
    )
    assert sql.copy("copied_all", COLUMNS, given_records) == len(given_records)
    found = sql.rows("SELECT n, word, mark, id, at, words, numbers, yes FROM copied_all ORDER BY place")
    assert [(*row[:2], (row[2] and bytes(row[2])) or row[2], *row[3:]) for row in found] == given_records


@pytest.mark.django_db
def test_an_object_is_refused_before_anything_is_written() -> None:
    sql.execute("CREATE TEMPORARY TABLE copied_none (word text)")
    with pytest.raises(TypeError, match="JSON as text"), transaction.atomic():
        sql.copy("copied_none", ("word",), [({"a": UUID(int=1)},)])
    assert sql.scalar("SELECT count(*) FROM copied_none") == 0

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError

from kamurj.foundation.database import sql
from kamurj.foundation.database.traces import WithoutValues, without_values


@pytest.mark.django_db
def test_a_log_line_keeps_the_statement_and_not_the_values():
    insert = "INSERT INTO log_message (message_id, fingerprint, received_at) VALUES ('ani@example.com', '', now())"
    sql.execute(insert)
    with pytest.raises(IntegrityError) as refused:
        sql.execute(insert.replace("now()", "now() "))
    assert "ani@example.com" in str(refused.value)
    assert "ani@example.com" not in without_values(str(refused.value))
    assert "duplicate key value" in without_values(str(refused.value))
    named = settings.LOGGING["formatters"]["line"]
    assert named["class"] == f"{WithoutValues.__module__}.{WithoutValues.__qualname__}"
    line = WithoutValues(named["format"], style=named["style"])
    try:
        raise refused.value
    except IntegrityError:
        record = logging.LogRecord("kamurj", logging.ERROR, "", 1, "A reader failed", None, sys.exc_info())
    text = line.format(record)
    assert "ERROR kamurj A reader failed" in text
    assert "IntegrityError: duplicate key value" in text
    assert "ani@example.com" not in text

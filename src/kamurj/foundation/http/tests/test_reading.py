from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kamurj.foundation.http.errors import MalformedRequest, UnreadableText
from kamurj.foundation.http.json import read_json
from kamurj.foundation.http.middleware import CHUNK_BYTES, LINGER_BYTES, Refusals

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kamurj.foundation.http.tests.addresses")]


class Endless:
    """A body that never ends, and that remembers how much was asked of it."""

    def __init__(self) -> None:
        self.taken = 0
        self.largest = 0

    def read(self, size: int) -> bytes:
        self.taken += size
        self.largest = max(self.largest, size)
        return b"0" * size


def refused_body(length: int) -> tuple:
    request = RequestFactory(SERVER_NAME="localhost").post("/api/x", content_type="application/json")
    request.META |= {"CONTENT_LENGTH": str(length), "wsgi.input": Endless()}
    answer = Refusals(lambda _request: pytest.fail("went on"))(request)
    return answer, request.META["wsgi.input"]


def test_a_body_that_is_too_large_is_refused_and_thrown_away_in_small_pieces_so_that_the_sender_reads_why():
    answer, body = refused_body(50_000_000)
    assert answer.status_code == 413
    assert b'"limit_mb": 12' in answer.content
    assert (body.taken, body.largest) == (50_000_000, CHUNK_BYTES)


def test_a_body_beyond_reason_is_cut_off():
    answer, body = refused_body(10**12)
    assert answer.status_code == 413
    assert body.taken == LINGER_BYTES


def test_a_large_upload_is_refused_in_the_language_of_its_page(visit):
    answer = visit.post("/hy/anything", {"file": SimpleUploadedFile("x.png", b"0" * 13_000_000)})
    assert answer.status_code == 413
    assert "միանգամից կարելի է ուղարկել առավելագույնը 12 ՄԲ" in answer.content.decode()


def test_too_many_fields_are_too_large(visit):
    assert visit.post("/echo", {f"f{number}": "" for number in range(1001)}).status_code == 413


def test_a_long_text_in_a_form_is_too_large(visit):
    assert visit.post("/echo", {"name": "x" * 2_600_000}).status_code == 413


@pytest.mark.parametrize("address", ["/fail/a%00b", "/echo?name=%00"])
def test_nul_in_an_address_is_refused(visit, address):
    assert visit.get(address).status_code == 400


def test_nul_in_a_form_is_refused(visit):
    assert visit.post("/echo", {"name": "a\x00b"}).status_code == 400
    assert visit.post("/echo", {"name": "a b"}).json()["posted"] == {"name": "a b"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"text": "a\\u0000b"}', 400, "http.unreadable_text"),
        (b'{"text": "\\ud800"}', 400, "http.unreadable_text"),
        (b"\xff\xfe", 400, "http.unreadable_text"),
        (b'{"text": ', 400, "http.malformed_json"),
        (b'{"text": NaN}', 400, "http.malformed_json"),
        (b"[" * 100_000, 400, "http.malformed"),
        (b"", 400, "http.malformed_json"),
    ],
)
def test_json_that_cannot_be_read_or_kept_is_refused(visit, body, status, code):
    answer = visit.post("/api/write", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_place_where_json_breaks_is_named(visit):
    answer = visit.post("/api/write", b'{\n  "text": }', content_type="application/json").json()
    assert (answer["line"], answer["column"]) == (2, 11)


def test_a_backslash_before_u0000_is_no_nul(visit):
    answer = visit.post("/api/write", b'{"text": "a\\\\u0000"}', content_type="application/json")
    assert answer.json() == {"stored": "a\\u0000"}


@given(body=st.binary(max_size=60))
def test_no_bytes_break_the_reading_of_json(body):
    with suppress(ValueError, UnreadableText, MalformedRequest):
        read_json(body)


def test_members_that_are_not_as_they_must_be_are_named_one_by_one(visit):
    body = {"lines": [{"variant": "x", "quantity": 0}, {"quantity": 1000}]}
    answer = visit.post("/api/t/orders", body, content_type="application/json", headers={"Accept-Language": "hy"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["code"] == "http.invalid_members"
    assert [(one["pointer"], one["code"], one["detail"]) for one in answer.json()["errors"]] == [
        ("#/lines/0/variant", "uuid_parsing", "Սա պետք է լինի նույնացուցիչ (UUID)։"),
        ("#/lines/0/quantity", "greater_than_equal", "Սա պետք է լինի առնվազն 1։"),
        ("#/lines/1/variant", "missing", "Սա պակասում է։"),
        ("#/lines/1/quantity", "less_than_equal", "Սա պետք է լինի առավելագույնը 999։"),
    ]


def test_a_route_that_gets_no_json_says_where_it_breaks(visit):
    answer = visit.post("/api/t/orders", b"{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "http.malformed_json")

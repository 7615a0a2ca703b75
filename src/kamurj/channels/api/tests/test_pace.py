"""One caller cannot read without end: told apart by key, account or address, answered 429 with the time to wait."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from kamurj.channels.api import pace as pacing
from kamurj.channels.api.pace import Pace, address_of, pace
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.http.errors import TooManyAttempts


@pytest.fixture
def three_a_minute(settings):
    settings.API_READS_PER_MINUTE = 3
    pace.forget()
    yield
    pace.forget()


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def asked_by(address="203.0.113.9", method="get", **headers):
    return getattr(RequestFactory(), method)("/", REMOTE_ADDR=address, headers=headers)


@pytest.mark.parametrize(
    "path", ["/products", "/products?q=chair", "/suggestions?q=ch", "/categories", "/locations", "/availability/LAMP"]
)
def test_the_fourth_read_of_a_minute_is_asked_to_wait(shop, anybody, three_a_minute, path):
    assert [anybody.get(path).status_code for _ in range(3)] == [200] * 3
    answer = anybody.get(path, **{"Accept-Language": "hy"})
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert int(answer["Retry-After"]) in range(1, 21)
    assert answer.json()["code"] == "http.too_many"
    assert "վայրկյան" in answer.json()["detail"]


def test_a_refused_read_asks_the_database_nothing_and_an_admitted_one_nothing_more(shop, anybody, three_a_minute, settings):
    anybody.get("/products")
    with count_statements() as limited:
        anybody.get("/products")
    anybody.get("/products")
    with count_statements() as refused:
        anybody.get("/products")
    settings.API_READS_PER_MINUTE = 0
    with count_statements() as free:
        anybody.get("/products")
    assert (limited.count, refused.count) == (free.count, 0)


def test_every_program_has_a_pace_of_its_own(shop, program, three_a_minute):
    first, second = program(Scope.STOCK_READ), program(Scope.STOCK_READ)
    assert [first.get("/stock/variants/LAMP").status_code for _ in range(4)] == [200] * 3 + [429]
    assert second.get("/stock/variants/LAMP").status_code == 200


def test_a_key_that_nobody_checked_opens_no_new_pace(shop, anybody, three_a_minute):
    answers = [anybody.get("/products", Authorization=f"Bearer km_{n}_secret").status_code for n in range(4)]
    assert answers == [200] * 3 + [429]


def test_writing_is_not_reading(shop, guest, three_a_minute):
    for _ in range(4):
        guest.get("/products")
    assert guest.get("/products").status_code == 429
    assert guest.post(f"{guest.cart}/lines", {"variant": shop.lamp}).status_code == 201


def test_what_was_used_up_comes_back_with_time(three_a_minute):
    clock = Seconds()
    slow = Pace(clock)
    assert [slow.allow_request(asked_by()) for _ in range(3)] == [True] * 3
    with pytest.raises(TooManyAttempts) as refused:
        slow.allow_request(asked_by())
    assert refused.value.params == {"retry_seconds": 20}
    clock.now = 20.0
    assert slow.allow_request(asked_by())
    with pytest.raises(TooManyAttempts):
        slow.allow_request(asked_by())
    clock.now = 1_000.0
    assert [slow.allow_request(asked_by()) for _ in range(3)] == [True] * 3
    with pytest.raises(TooManyAttempts):
        slow.allow_request(asked_by())


def test_one_address_does_not_slow_another_but_its_whole_network_is_one(three_a_minute):
    slow = Pace(Seconds())
    for last in (1, 2, 3):
        slow.allow_request(asked_by(f"2001:db8:0:7::{last}"))
    with pytest.raises(TooManyAttempts):
        slow.allow_request(asked_by("2001:db8:0:7:ffff::4"))
    assert slow.allow_request(asked_by("2001:db8:0:8::1"))
    assert slow.allow_request(asked_by("203.0.113.9"))


def test_only_so_many_callers_are_remembered(three_a_minute, monkeypatch):
    monkeypatch.setattr(pacing, "MOST_CALLERS", 5)
    slow = Pace(Seconds())
    for last in range(20):
        slow.allow_request(asked_by(f"203.0.113.{last}"))
    assert len(slow._buckets) == 5


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "198.51.100.1"), (1, "203.0.113.9"), (2, "192.0.2.66"), (7, "192.0.2.66")]
)
def test_an_address_that_the_caller_wrote_itself_is_believed_only_from_our_own_proxies(settings, proxies, seen):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of(asked_by("198.51.100.1", **{"X-Forwarded-For": "192.0.2.66, 203.0.113.9"})) == seen

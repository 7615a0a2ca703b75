from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from kamurj.activity import operations
from kamurj.activity.errors import InvalidActivity, NobodyThere
from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.ids import CartId, CustomerId, ProductId
from kamurj.kernel.origin import Origin, Subject, anonymous_subject, customer_subject

SOMEBODY = customer_subject(CustomerId(UUID(int=7)))
A_DEVICE = anonymous_subject("device-0123_ABC")
CART = CartId(UUID(int=9))


@pytest.fixture
def visitor(origin: Origin) -> Origin:
    return replace(origin, subject=A_DEVICE)


def _log() -> list[tuple]:
    return sql.rows("SELECT type, subject, payload FROM log_fact ORDER BY id")


@pytest.mark.django_db
def test_every_step_is_one_fact_about_whoever_took_it(visitor: Origin, now: datetime) -> None:
    operations.record_page_view(page="/en/stores/?near=1", language="en", origin=visitor, now=now)
    operations.record_view(product=ProductId(5), language="hy", origin=visitor, now=now)
    operations.record_search(text=" soffa\n", results=2, language="en", corrected_text="sofa", origin=visitor, now=now)
    operations.record_cart_view(cart=CART, pieces=3, origin=replace(visitor, subject=SOMEBODY), now=now)
    assert _log() == [
        ("PageViewed", A_DEVICE, {"page": "/en/stores/", "language": "en"}),
        ("ProductViewed", A_DEVICE, {"product": 5, "language": "hy"}),
        ("SearchMade", A_DEVICE, {"text": "soffa", "results": 2, "language": "en", "corrected_text": "sofa"}),
        ("CartViewed", SOMEBODY, {"cart": str(CART), "pieces": 3}),
    ]


@pytest.mark.django_db(transaction=True)
def test_recording_is_one_statement(visitor: Origin, now: datetime) -> None:
    with count_statements() as counted:
        operations.record_view(product=ProductId(5), language="hy", origin=visitor, now=now)
    assert counted.count == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "subject",
    [
        "anonymous:short",
        "anonymous:" + "x" * 65,
        "anonymous:with space",
        "anonymous:nul\x00nul\x00nul",
        "anonymous:\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800",
        "customer:7",
        "customer:" + "0" * 32,
        "somebody:else-entirely",
        "",
    ],
)
def test_a_subject_that_is_none_is_refused_and_nothing_is_recorded(visitor: Origin, now: datetime, subject: str) -> None:
    with pytest.raises(InvalidActivity):
        operations.record_view(
            product=ProductId(5), language="en", origin=replace(visitor, subject=Subject(subject)), now=now
        )
    assert _log() == []


@pytest.mark.django_db
def test_nobody_has_no_activity(origin: Origin, now: datetime) -> None:
    with pytest.raises(NobodyThere):
        operations.record_view(product=ProductId(5), language="en", origin=origin, now=now)
    assert _log() == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "en/", "//evil.example/", "https://evil.example/", "/a\x00", "/a\nb", "/" + "x" * 500])
def test_a_path_that_is_none_is_refused(visitor: Origin, now: datetime, page: str) -> None:
    with pytest.raises(InvalidActivity):
        operations.record_page_view(page=page, language="en", origin=visitor, now=now)
    assert _log() == []


@pytest.mark.django_db
def test_a_long_search_is_cut_and_control_characters_are_left_out(visitor: Origin, now: datetime) -> None:
    operations.record_search(text="ա\x00\x1b" * 5_000, results=0, language="hy", origin=visitor, now=now)
    ((_, _, told),) = _log()
    assert len(told["text"]) <= 200
    assert told["text"].isprintable()
    for text in ("", "\x00", " \n "):
        with pytest.raises(InvalidActivity):
            operations.record_search(text=text, results=0, language="hy", origin=visitor, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "EN", "english", "e\x00", "hy-\x00"])
def test_a_language_that_is_none_is_refused(visitor: Origin, now: datetime, language: str) -> None:
    with pytest.raises(InvalidActivity):
        operations.record_view(product=ProductId(5), language=language, origin=visitor, now=now)

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kamurj.foundation.http.tests.addresses")]

KEY = {"Idempotency-Key": "0190-aaaa-bbbb"}


def send(visit, body=b'{"n": 1}', headers=KEY):
    return visit.post("/api/count", body, content_type="application/json", headers=headers)


def test_the_same_request_twice_is_done_once_and_answered_twice(visit):
    assert send(visit).json() == send(visit).json() == {"count": 1}


def test_the_same_key_with_another_body_is_refused(visit):
    send(visit)
    answer = send(visit, body=b'{"n": 2}')
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.key_reused")


def test_another_key_is_another_request(visit):
    assert send(visit).json() == {"count": 1}
    assert send(visit, headers={"Idempotency-Key": "0190-cccc-dddd"}).json() == {"count": 2}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "http.missing_key"),
        ({"Idempotency-Key": "short"}, "http.unusable_key"),
        ({"Idempotency-Key": "x" * 201}, "http.unusable_key"),
        ({"Idempotency-Key": "with space!"}, "http.unusable_key"),
    ],
)
def test_a_key_that_is_none_is_refused(visit, headers, code):
    answer = send(visit, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_form_carries_its_key_in_a_hidden_field_and_its_token_does_not_matter(visit):
    form = {"n": "1", "request_key": "form-0001"}
    first = visit.post("/count", form | {"csrfmiddlewaretoken": "a" * 32}).json()
    assert visit.post("/count", form | {"csrfmiddlewaretoken": "b" * 32}).json() == first
    assert visit.post("/count", form | {"n": "2"}).status_code == 422


def test_two_visitors_may_use_the_same_key(visit):
    assert send(visit).json() == {"count": 1}
    assert send(Client(SERVER_NAME="localhost")).json() == {"count": 2}

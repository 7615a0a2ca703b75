import logging
import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

from kamurj.foundation.http import answers, views

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kamurj.foundation.http.tests.addresses")]


def test_a_program_gets_a_problem_with_the_refusals_parameters(visit):
    answer = visit.get("/api/fail/sold-out")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "type": "urn:kamurj:problem:test.sold_out",
        "title": "Something has changed meanwhile",
        "status": 409,
        "code": "test.sold_out",
        "detail": "Only 2 of <b>Oak</b> for US$12.50 are left.",
        "free": 2,
        "name": "Oak",
        "price": {"minor": 1250, "currency": "USD"},
    }
    assert answer["Cache-Control"] == "no-store"


def test_a_person_gets_a_page_in_which_markup_is_text(visit):
    answer = visit.get("/fail/sold-out")
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/html; charset=utf-8")
    assert "Only 2 of &lt;b&gt;Oak&lt;/b&gt; for US$12.50 are left." in answer.content.decode()


def test_a_part_of_a_page_gets_a_part_of_a_page(visit):
    body = visit.get("/fail/sold-out", headers={"HX-Request": "true"}).content.decode()
    assert body.lstrip().startswith('<section class="refusal" role="alert" data-code="test.sold_out">')


def test_a_program_that_asks_for_json_gets_it_on_any_address(visit):
    assert visit.get("/fail/sold-out", headers={"Accept": "application/json"}).json()["code"] == "test.sold_out"


def test_the_callers_language_is_spoken(visit):
    problem = visit.get("/api/fail/not-found", headers={"Accept-Language": "hy"})
    assert problem["Content-Language"] == "hy"
    assert problem.json()["detail"] == "Այս հասցեով ոչինչ չկա։"
    assert "Այս հասցեով ոչինչ չկա։" in visit.get("/hy/nothing").content.decode()


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("not-found", 404, "http.not_found"),
        ("denied", 403, "http.forbidden"),
        ("suspicious", 400, "http.malformed"),
        ("database", 503, "http.unavailable"),
    ],
)
def test_what_django_raises_is_answered_without_its_words(visit, how, status, code):
    for address in (f"/api/fail/{how}", f"/api/t/fail?how={how}"):
        answer = visit.get(address)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert b"secret" not in answer.content
        assert b"10.0.0.1" not in answer.content


def test_a_database_that_is_away_says_when_to_ask_again(visit):
    answer = visit.get("/fail/database")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_database_that_is_away_before_the_view_is_answered_too(visit, monkeypatch):
    def away(_self):
        raise OperationalError("gone")

    monkeypatch.setattr(SessionStore, "load", away)
    visit.cookies["sessionid"] = "x" * 32
    assert visit.post("/language", {"language": "hy"}).status_code == 503


@pytest.mark.parametrize("how", ["surprise", "integrity", "data"])
@pytest.mark.parametrize("address", ["/api/fail/{}", "/api/t/fail?how={}"])
def test_a_surprise_is_logged_once_under_the_number_that_the_caller_gets(visit, caplog, how, address):
    with caplog.at_level(logging.WARNING):
        answer = visit.get(address.format(how))
    assert (answer.status_code, answer.json()["code"]) == (500, "http.incident")
    incident = answer.json()["incident"]
    assert re.fullmatch(r"[0-9A-Z]{8}", incident)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"Incident {incident} at " in caplog.text
    assert "Traceback" in caplog.text
    assert "anahit" not in answer.content.decode()


def test_values_that_the_database_quotes_stay_out_of_the_log(visit, caplog):
    visit.get("/api/fail/integrity")
    assert "duplicate key" in caplog.text
    assert "anahit" not in caplog.text


def test_the_access_log_names_the_route_and_nobody(visit, caplog):
    with caplog.at_level(logging.INFO, logger="kamurj.access"):
        visit.get("/fail/sold-out?email=anahit@kamurj.example")
    [line] = [record.getMessage() for record in caplog.records if record.name == "kamurj.access"]
    assert re.fullmatch(r"GET fail/<how> 409 \d+ ms", line)


def test_a_host_that_is_not_ours_is_told_so(visit):
    answer = visit.get("/health", SERVER_NAME="elsewhere.example")
    assert answer.status_code == 400
    assert "does not answer under this name" in answer.content.decode()


def test_a_form_without_its_token_is_told_to_reload():
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    answer = client.post("/echo", {"a": "1"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_pages_load_from_here_only(visit):
    answer = visit.get("/health")
    assert "default-src 'self'; script-src 'self'; style-src 'self';" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "geolocation=(self)" in answer["Permissions-Policy"]


def test_an_inline_script_runs_by_a_nonce_that_is_new_each_time(visit):
    nonces = set()
    for _ in range(2):
        answer = visit.get("/script")
        [nonce] = set(re.findall(r'nonce="([^"]+)"', answer.content.decode()))
        assert f"script-src 'self' 'nonce-{nonce}'" in answer["Content-Security-Policy"]
        nonces.add(nonce)
    assert len(nonces) == 2


def test_the_house_says_how_it_is(visit):
    assert visit.get("/health").json() == {"status": "alive"}
    assert visit.get("/ready").json() == {"status": "ready"}


def test_a_house_without_its_database_is_not_ready(visit, monkeypatch):
    def away(_query):
        raise OperationalError("gone")

    monkeypatch.setattr(views.sql, "scalar", away)
    assert visit.get("/ready").status_code == 503
    assert visit.get("/health").status_code == 200


def test_an_error_page_needs_nothing_that_may_be_broken(visit, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("templates are broken")

    monkeypatch.setattr(answers, "render_to_string", broken)
    answer = visit.get("/fail/sold-out")
    assert answer.status_code == 409
    assert "Only 2 of &lt;b&gt;Oak&lt;/b&gt;" in answer.content.decode()

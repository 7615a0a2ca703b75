import pytest

from kamurj.foundation.access.contracts import Role

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kamurj.foundation.access.tests.house")]


def language_of(visit, address: str = "/api/v1/no-such-thing", **headers: str) -> str:
    return visit.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})["Content-Language"]


def test_a_program_is_answered_in_the_language_it_asks_for(visit):
    assert language_of(visit, accept_language="hy-AM,hy;q=0.9,en;q=0.5") == "hy"
    assert language_of(visit, accept_language="fr") == "en"


def test_the_shops_address_names_the_language_whatever_the_browser_likes(visit):
    assert language_of(visit, "/hy/no-such-thing", accept_language="en") == "hy"
    assert language_of(visit, "/no-such-thing", accept_language="hy") == "en"


def test_the_log_ins_language_comes_before_the_browsers(visit, hire):
    visit.force_login(hire(Role.AGENT, language="hy"))
    assert language_of(visit, "/console/no-such-thing", accept_language="en") == "hy"


def test_a_chosen_language_comes_before_all_and_stays_with_the_log_in(visit, hire):
    user = hire(Role.AGENT, language="en")
    visit.force_login(user)
    answer = visit.post("/language", {"language": "hy", "next": "/console/"})
    assert (answer.status_code, answer["Location"]) == (302, "/console/")
    assert language_of(visit, "/console/no-such-thing", accept_language="en") == "hy"
    user.refresh_from_db()
    assert user.language == "hy"


def test_choosing_a_language_leads_to_the_same_page_in_it_and_never_out_of_the_house(visit):
    assert visit.post("/language", {"language": "hy", "next": "/accounts/login/"})["Location"] == "/hy/accounts/login/"
    assert visit.post("/language", {"language": "hy", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_language_that_we_do_not_speak_changes_nothing(visit, hire):
    user = hire(Role.AGENT, language="hy")
    visit.force_login(user)
    visit.post("/language", {"language": "fr"})
    user.refresh_from_db()
    assert user.language == "hy"
    assert "language" not in visit.cookies

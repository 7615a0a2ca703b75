from datetime import UTC, datetime

from django.template import Context, Template
from django.utils import translation

from kamurj.foundation.files.errors import FileTooLarge
from kamurj.foundation.words.languages import current_language, known_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money


def rendered(template: str, **values) -> str:
    text = Template("{% load words %}" + template).render(Context(values))
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_filters_write_in_the_language_of_the_page():
    with translation.override("hy"):
        assert rendered("{{ price|money_text }}", price=Money(1_500_000, "AMD")) == "15 000 ֏"
    with translation.override("en"):
        assert rendered("{{ at|moment_text:zone }}", at=datetime(2026, 3, 14, 10, 0, tzinfo=UTC), zone="Asia/Yerevan") == (
            "14 Mar 2026, 14:00"
        )


def test_nothing_is_written_as_nothing():
    assert rendered("[{{ price|money_text }}{{ missing|date_text }}]", price=None) == "[]"


def test_zero_is_not_nothing():
    assert rendered("{{ n|number_text }}", n=0) == "0"


class TooDear(KamurjError):
    code = "test.too_dear"
    message = "At most {most} on {day}: {count}."


def test_a_refusal_fills_in_amounts_and_days_as_people_read_them():
    with translation.override("en"):
        error = TooDear(most=Money(1250, "USD"), day=datetime(2026, 3, 14, 10, tzinfo=UTC).date(), count=12_000)
        assert refusal_text(error) == "At most US$12.50 on 14 March 2026: 12,000."


def test_a_refusal_is_said_in_the_language_at_hand():
    with translation.override("hy"):
        assert refusal_text(FileTooLarge(limit_mb=8)) == "Ֆայլը չափազանց մեծ է. առավելագույնը՝ 8 ՄԲ։"


def test_languages_we_do_not_speak_become_english():
    assert [known_language(code) for code in ("hy-AM", "EN", "fr", "")] == ["hy", "en", "en", "en"]
    with translation.override("hy"):
        assert current_language() == "hy"
    with translation.override(None):
        assert current_language() == "en"

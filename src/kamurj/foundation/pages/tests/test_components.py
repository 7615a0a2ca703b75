import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django import forms
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from kamurj.kernel.money import Money

PAGES = Path(__file__).parents[1]


class Sheet(forms.Form):
    name = forms.CharField(help_text="As on the parcel.")
    note = forms.CharField(required=False)
    ticked = forms.BooleanField(required=False, label="I agree")


def drawn(source, **context):
    return engines["django"].from_string("{% load i18n pages words %}" + source).render(context)


def test_a_refused_field_is_tied_to_its_words():
    html = drawn("{% field form.name %}", form=Sheet({"name": ""}))
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert [f'id="{each}"' in html for each in described] == [True] * len(described)
    assert "This field is required" in html


def test_what_need_not_be_filled_in_says_so():
    assert "(optional)" in drawn("{% field form.note %}", form=Sheet())
    assert "(optional)" not in drawn("{% field form.name %}", form=Sheet())


def test_a_tick_box_puts_its_label_behind_it():
    html = drawn("{% field form.ticked %}", form=Sheet())
    assert html.index("<input") < html.index("I agree")


def test_what_somebody_typed_is_text():
    html = drawn("{% field form.name %}", form=Sheet({"name": '"><script>'}))
    assert "<script>" not in html
    assert "<b>" not in drawn('{% include "pages/toast.html" with text=text %}', text="<b>")
    assert "<b>" not in drawn('{% include "pages/badge.html" with label=text %}', text="<b>")


def test_a_button_is_a_link_where_it_leads_somewhere():
    assert drawn('{% include "pages/button.html" with label="Go" href="/there" %}').startswith(
        '<a class="button" href="/there"'
    )
    assert 'type="submit"' in drawn('{% include "pages/button.html" with label="Go" %}')


def test_a_bad_toast_is_an_alert_and_a_good_one_is_not():
    assert 'role="alert"' in drawn('{% include "pages/toast.html" with tone="error" text="No" %}')
    assert 'role="alert"' not in drawn('{% include "pages/toast.html" with tone="success" text="Yes" %}')


def test_the_pager_keeps_the_other_parameters():
    request = RequestFactory().get("/list?colour=oak&page=2")
    html = render_to_string("pages/pager.html", {"number": 2, "more": True, "pages": 3}, request)
    assert "colour=oak&amp;page=1" in html
    assert "colour=oak&amp;page=3" in html
    assert "Page 2 of 3" in html
    with override("hy"):
        assert "Էջ 2" in render_to_string("pages/pager.html", {"number": 2, "more": True, "pages": 3}, request)


def test_money_is_written_in_the_language_of_the_page():
    source = '{% include "pages/money.html" with amount=amount %}'
    assert "AMD" in drawn(source, amount=Money(1_000_00, "AMD"))
    with override("hy"):
        assert "֏" in drawn(source, amount=Money(1_000_00, "AMD"))


def test_a_dialog_refuses_without_sending_anything():
    html = render_to_string("pages/dialog.html", {"id": "ask", "title": "Sure?", "action": "/do", "confirm": "Do"})
    assert 'formmethod="dialog"' in html
    assert 'aria-labelledby="ask-title"' in html


def test_every_pictogram_that_a_template_asks_for_is_drawn():
    known = {symbol.get("id") for symbol in ET.parse(PAGES / "static" / "pages" / "icons.svg").getroot()}  # noqa: S314
    asked = {
        name
        for template in PAGES.parents[1].rglob("templates/**/*.html")
        for name in re.findall(r'{% icon "(\w+)"', template.read_text())
    }
    assert asked - known == set()


@pytest.mark.parametrize("name", sorted(path.name for path in (PAGES / "templates" / "pages").glob("*.html")))
def test_every_component_is_a_template_that_can_be_read(name):
    source = get_template(f"pages/{name}").template.source
    assert "style=" not in source
    assert not re.search(r"\son\w+=", source)


def test_base_says_its_language_and_lets_keyboards_skip_to_the_content():
    request = RequestFactory().get("/")
    request.csp_nonce = "drawn"
    with override("hy"):
        html = render_to_string("pages/base.html", {}, request)
    assert '<html lang="hy"' in html
    assert html.index('class="skip"') < html.index("<main")
    assert 'nonce="drawn"' in html

"""The story of a piece that is not there: another one is offered, the customer takes it, and everything still adds up."""

from __future__ import annotations

import re

from kamurj.demo.check.browsing import Browser, Form, Page
from kamurj.demo.check.steps import Broken, Telling, expect_that, until
from kamurj.demo.check.story import Language, article_in_store, log_in, number_of, on_the_desk, order_of


def story(address: str, language: Language, telling: Telling) -> None:
    """Order, offer a substitute, take it, lay it ready, and read of it in the console."""
    shopper, associate, agent = (Browser(address, language=language.code) for _ in range(3))
    with telling.step("Another order comes; the associate cannot find a piece, and offers another article"):
        page, _article = article_in_store(shopper, language)
        order = order_of(shopper, page)
        number = number_of(order)
        log_in(associate, "komitas@kamurj.example")
        work = until(lambda: on_the_desk(associate, number), f"order {number} did not come to the desk")
        work = associate.submit(work, work.form("/start"))
        _offer(associate, work)
    with telling.step("The shopper finds the question on the order's page and takes the other article"):
        question = shopper.open(until(lambda: _question(shopper.open(order.url)), "the order's page asks nothing"))
        answered = shopper.submit(question, _answering(question), answer="yes")
        expect_that('name="answer"' not in answered.html, f"the answer was not taken: {answered.text[:300]}")
        twice = shopper.submit(question, _answering(question), answer="yes")
        expect_that(twice.status < 500, "answering twice broke the page")
    with telling.step("The associate picks both articles and marks the order ready"):
        _pick_the_rest(associate, associate.open(work.url))
    with telling.step("The console shows the order with what was offered and taken"):
        log_in(agent, "admin@kamurj.example")
        shown = agent.open(f"/console/orders/{number}")
        expect_that(shown.status == 200 and number in shown.text, f"order {number} has no page: {shown.status}")


def _offer(associate: Browser, work: Page) -> None:
    choosing = associate.open(f"{work.url.split('?')[0]}/substitute/1")
    found = re.search(r'name="variant" value="(\d+)"', choosing.html)
    if found is None:
        raise Broken("nothing in the store could be offered instead")
    offered = associate.submit(choosing, choosing.form("/offer"), variant=found[1], quantity="1")
    expect_that(offered.status == 200 and "/substitute" not in offered.url, f"not offered: {offered.text[:300]}")


def _question(order: Page) -> str | None:
    return next((link for link in order.links if "/questions/" in link), None)


def _answering(question: Page) -> Form:
    """The form with the two answers: it leads back to where it stands."""
    return next(form for form in question.forms if form.method == "post" and not form.action)


def _pick_the_rest(associate: Browser, work: Page) -> None:
    form = work.form("/pick")
    counts = {}
    for name in form.fields:
        if name.startswith("picked-"):
            most = re.search(rf'name="{name}"[^>]*max="(\d+)"', work.html)
            counts[name] = most[1] if most else "0"
    picked = associate.submit(work, form, **counts)
    ready = associate.submit(picked, picked.form("/ready"))
    expect_that(any("/hand-over" in one.action for one in ready.forms), f"it is not ready: {ready.text[:300]}")

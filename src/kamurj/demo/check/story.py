"""The story of one order, from the search to the return in another store, told step by step on the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from kamurj.demo.check.browsing import Browser, Page
from kamurj.demo.check.steps import Broken, Telling, expect, expect_that, until
from kamurj.demo.log_ins import LOG_INS, PASSWORD

PICKUP_STORE, OTHER_STORE = "YER-KO", "GYU-01"
SHELVES = ("chairs", "t-shirts", "lips", "bath", "skin", "sweaters")
PIECES = 2
STORY_LINES = 8
"""Placed, paid, prepared, picked, ready, handed over, completed, returned: at least."""


@dataclass(frozen=True, slots=True)
class Language:
    """What the story needs to know of a language: its addresses, a search with a slip, and what a page in it must say."""

    code: str
    prefix: str
    search: str
    welcome: str


LANGUAGES = (
    Language(code="en", prefix="", search="armchiar", welcome="Furniture"),
    Language(code="hy", prefix="/hy", search="բազկաթոռնէր", welcome="Կահույք"),
)


def story(address: str, language: Language, telling: Telling) -> None:
    """From the search to the return in another store, and the console that tells it all."""
    shopper = Browser(address, language=language.code)
    associate, colleague, agent = (Browser(address, language=language.code) for _ in range(3))
    with telling.step("The shop opens, and finds an article though the search has a slip"):
        expect(shopper.open(f"{language.prefix}/"), language.welcome)
        found = shopper.open(f"{language.prefix}/search?q={quote(language.search)}")
        expect_that(bool(_products(found)), f"nothing was found for {language.search}")
    with telling.step("The product page says which stores have it, and when it could be at home"):
        page, article = article_in_store(shopper, language)
    with telling.step("Two pieces go through the checkout, to be collected in a store"):
        order = order_of(shopper, page)
        number = number_of(order)
    with telling.step("The store's associate logs in and sees the order on the desk"):
        log_in(associate, "komitas@kamurj.example")
        work = until(lambda: on_the_desk(associate, number), f"order {number} did not come to the desk")
    with telling.step("The associate picks it and marks it ready"):
        work = _pick(associate, work)
    with telling.step("The shopper's page shows the pickup code"):
        code = until(lambda: _code(shopper.open(order.url)), "no pickup code appeared")
    with telling.step("A wrong code opens nothing, the right one hands over, and only once"):
        _hand_over(associate, work, code)
    with telling.step("The shopper brings one piece back to another store, which takes and refunds it"):
        log_in(colleague, "gyumri@kamurj.example")
        before = _free_here(colleague, article)
        _bring_back(colleague, number)
        after = _free_here(colleague, article)
        expect_that(after == before + 1, f"the other store had {before} pieces and has {after} after the return")
    with telling.step("The console tells the whole story on one timeline"):
        log_in(agent, "admin@kamurj.example")
        until(lambda: _whole_story(agent, number), f"the story of order {number} is not whole")


def article_in_store(shopper: Browser, language: Language) -> tuple[Page, str]:
    """An article of which the pickup store has enough: its checkout page, and the article's number in the house."""
    for shelf in SHELVES:
        for link in _products(shopper.open(f"{language.prefix}/categories/{shelf}"))[:8]:
            page = shopper.open(link)
            form = page.form("/cart/add")
            shopper.submit(page, form, quantity=str(PIECES))
            checkout = shopper.open(f"{language.prefix}/checkout")
            offered = [form for form in checkout.forms if PICKUP_STORE in form.choices.get("store", [])]
            if offered:
                return checkout, form.fields["variant"][0]
            cart = shopper.open(f"{language.prefix}/cart")
            shopper.submit(cart, cart.form("/cart/change"), quantity="0")
    raise Broken(f"the store {PICKUP_STORE} has {PIECES} pieces of nothing that was tried")


def order_of(shopper: Browser, checkout: Page) -> Page:
    """Order the cart, to be collected in the pickup store; the order's page. Raises Broken."""
    form = next(form for form in checkout.forms if "store" in form.choices)
    placed = shopper.submit(
        checkout,
        form,
        delivery="collect",
        store=PICKUP_STORE,
        given_name="Անահիտ <b>",
        family_name="Չեկ",
        email="check@kamurj.example",
        payment="tok_accept",
    )
    if "/orders/" not in placed.url:
        # The store that was chosen changes nothing in the total; a page that asks to look again is answered by looking.
        form = next(form for form in placed.forms if "store" in form.choices)
        placed = shopper.submit(placed, form)
    expect_that("/orders/" in placed.url, f"the order was not placed: {placed.status} {placed.text[:300]}")
    expect_that("<b> Չեկ" not in placed.html, "a name with markup is not escaped")
    again = shopper.submit(checkout, next(form for form in checkout.forms if "store" in form.choices), store=PICKUP_STORE)
    expect_that(again.status < 500, "the same form sent twice broke the page")
    return placed


def number_of(order: Page) -> str:
    """The number of the order whose page this is."""
    return re.sub(r".*/orders/([^/?]+).*", r"\1", order.url)


def log_in(browser: Browser, email: str) -> None:
    """Log in as somebody of the demo. Raises Broken."""
    expect_that(email in {log_in.email for log_in in LOG_INS}, f"nobody is called {email}")
    page = browser.open("/accounts/login/")
    inside = browser.submit(page, page.form("/accounts/login"), login=email, password=PASSWORD)
    expect_that("/accounts/login" not in inside.url, f"{email} could not log in")


def on_the_desk(associate: Browser, number: str) -> Page | None:
    """The page of the work on an order, once it is on the desk."""
    desk = associate.open("/store/desk")
    found = associate.submit(desk, next(form for form in desk.forms if "number" in form.fields), number=number)
    if re.search(r"/store/desk/[0-9a-f-]{36}", found.url):
        return found
    place = re.search(rf'href="(/store/desk/[0-9a-f-]{{36}})"[^>]*>(?:(?!</li>).)*?{number}', found.html, re.DOTALL)
    return associate.open(place[1]) if place else None


def _pick(associate: Browser, work: Page) -> Page:
    picking = associate.submit(work, work.form("/start"))
    form = picking.form("/pick")
    counts = {name: _most(picking, name) for name in form.fields if name.startswith("picked-")}
    picked = associate.submit(picking, form, **counts)
    ready = associate.submit(picked, picked.form("/ready"))
    expect_that(any("/hand-over" in form.action for form in ready.forms), f"it is not ready: {ready.text[:200]}")
    return ready


def _most(page: Page, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*max="(\d+)"', page.html)
    expect_that(found is not None, f"no field {name}")
    return found[1] if found else ""


def _code(order: Page) -> str | None:
    found = re.search(r'class="pass-code"[^>]*>\s*([0-9A-Z ]+?)\s*<', order.html)
    return found[1].replace(" ", "") if found else None


def _hand_over(associate: Browser, work: Page, code: str) -> None:
    wrong = "000000" if code != "000000" else "111111"
    refused = associate.submit(work, work.form("/hand-over"), code=wrong)
    expect_that(any("/hand-over" in form.action for form in refused.forms), "a wrong code was taken")
    done = associate.submit(refused, refused.form("/hand-over"), code=code)
    expect_that(not any("/hand-over" in form.action for form in done.forms), f"the code was refused: {done.text[:300]}")
    twice = associate.submit(refused, refused.form("/hand-over"), code=code)
    expect_that(twice.status < 500, "handing over twice broke the page")


def _bring_back(colleague: Browser, number: str) -> None:
    page = colleague.open("/store/returns")
    order = colleague.submit(page, page.form("/returns/find"), text=number)
    form = order.form("/preview")
    preview = colleague.submit(
        order, form, **{"line-1-quantity": "1", "line-1-reason": "changed_mind", "line-1-disposition": "shelf"}
    )
    done = colleague.submit(preview, preview.form("/accept"))
    expect_that(bool(re.search(r"/store/returns/[0-9a-f-]{36}", done.url)), f"not taken back: {done.text[:300]}")


def _free_here(colleague: Browser, article: str) -> int:
    page = colleague.open(f"/store/stock/{article}")
    row = re.search(
        r'class="place-here".*?<td class="number[^"]*"[^>]*>\s*<b>\s*([\d\s,.  ]+?)\s*</b>', page.html, re.DOTALL
    )
    expect_that(row is not None, "the stock page does not name this store")
    return int(re.sub(r"\D", "", row[1])) if row else 0


def _whole_story(agent: Browser, number: str) -> bool:
    """Whether one timeline holds the search, the order, its payment, the collection and the return."""
    order = agent.open(f"/console/orders/{number}")
    customer = agent.open(order.link("/console/customers/"))
    kinds = set(re.findall(r'class="story-item"[^>]*data-kind="([a-z]+)"', customer.html))
    return customer.text.count(number) >= STORY_LINES and {"visit", "order", "money", "pickup", "return"} <= kinds


def _products(page: Page) -> list[str]:
    return list(dict.fromkeys(link for link in page.links if re.search(r"/products/[a-z0-9-]+$", link)))

import re

import pytest
from django.urls import reverse

from kamurj.channels.console.tests.pages import text
from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.log import queries as log

PAGES = {
    "today": ("Today", "Այսօր"),
    "search": ("What are you looking for?", "որոնում"),
    "unsettled_payments": ("Payments without an answer", "Վճարումներ առանց պատասխանի"),
    "failed_refunds": ("Refunds that failed", "Գումարի չկատարված վերադարձներ"),
    "late_work": ("Later than promised", "Խոստացվածից ուշ"),
    "overdue_pickups": ("Pickups nobody came for", "Չվերցված պատվերներ"),
    "low_stock": ("Shelves almost empty", "Գրեթե դատարկ դարակներ"),
    "orders": ("Number or customer", "Համար կամ հաճախորդ"),
    "stock": ("On hand", "Առկա"),
    "stock_audit": ("Everything adds up", "Ամեն ինչ համընկնում է"),
    "sources": ("Leaves untouched", "Թողնում է անձեռնմխելի"),
    "products": ("Every category", "Բոլոր բաժինները"),
    "new_product": ("Make a draft", "Ստեղծել սևագիր"),
    "price_lists": ("Price lists", "Գնացուցակներ"),
    "new_price_list": ("Add the list", "Ավելացնել ցանկը"),
    "taxes": ("Change a rate", "Փոխել դրույքը"),
    "locations": ("Doors", "Դռները"),
    "new_location": ("Add the place", "Ավելացնել վայրը"),
    "customers": ("Whom are you looking for?", "Ո՞ւմ եք փնտրում"),
    "log": ("Dead letters", "Չմշակված փաստեր"),
    "facts": ("Kind of fact", "Փաստի տեսակ"),
    "staff": ("Take somebody on", "Ընդունել աշխատանքի"),
    "new_member": ("First password", "Առաջին գաղտնաբառ"),
    "keys": ("Issue the key", "Տրամադրել բանալի"),
}


@pytest.mark.parametrize("language", ["en", "hy"])
def test_every_page_speaks_its_readers_language(shop, at_work, language):
    client = at_work(language=language)
    for name, words in PAGES.items():
        answer = client.get(reverse(f"console:{name}"))
        assert answer.status_code == 200, name
        assert words[language == "hy"].casefold() in text(answer).casefold(), name
        assert f'<html lang="{language}"' in answer.content.decode(), name


@pytest.mark.parametrize("language", ["en", "hy"])
def test_pages_of_one_thing_speak_their_readers_language(shop, at_work, buy, language):
    order, client = buy(), at_work(language=language)
    product = sql.scalar("SELECT product_id FROM catalogue_variant WHERE id = %s", (shop.oak,))
    fact = log.facts_of_order(order.id)[0].id
    said = {
        reverse("console:order", args=[order.number]): ("History", "Պատմություն"),
        reverse("console:cancel_order", args=[order.number]): ("Cancel this order?", "Չեղարկե՞լ"),
        reverse("console:article", args=[shop.oak]): ("Movements", "Շարժ"),
        reverse("console:adjust_stock", args=[shop.oak]): ("Preview", "Նախադիտել"),
        reverse("console:transfer_stock", args=[shop.oak]): ("Preview", "Նախադիտել"),
        reverse("console:product", args=[product]): ("Variants and prices", "Տարբերակներ և գներ"),
        reverse("console:new_variant", args=[product]): ("Options", "Հատկանիշներ"),
        reverse("console:variant", args=[product, shop.oak]): ("Options", "Հատկանիշներ"),
        reverse("console:product_prices", args=[product]): ("Prices", "Գներ"),
        reverse("console:price_list", args=[shop.dram]): ("Prices", "Գներ"),
        reverse("console:location", args=["YVN"]): ("Opening hours", "Աշխատանքային ժամեր"),
        reverse("console:customer", args=[order.customer]): ("The whole story", "Ամբողջ պատմությունը"),
        reverse("console:fact", args=[fact]): ("Content", "Բովանդակություն"),
        reverse("console:low_stock_count"): ("", ""),
    }
    for address, words in said.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert words[language == "hy"] in text(answer), address


@pytest.mark.parametrize("language", ["en", "hy"])
def test_what_is_not_there_is_not_found_and_says_so(shop, at_work, language):
    client = at_work(language=language)
    for address in (
        "orders/K000-0000-000",
        "stock/articles/99999999",
        "stock/articles/99999999999999999999999",
        "products/99999999",
        "prices/99999999",
        "locations/NOWHERE",
        "customers/0190a0a0-0000-7000-8000-000000000000",
        "log/facts/99999999",
        "staff/99999999",
    ):
        answer = client.get(f"/console/{address}")
        assert answer.status_code == 404, address
        assert f'<html lang="{language}"' in answer.content.decode(), address


def test_rubbish_in_an_address_breaks_nothing(shop, desk):
    for address in (
        "orders/%00",
        "orders?after=rubbish",
        "orders?location=99999&since=yesterday",
        "stock?location=abc&after=-1",
        "stock?location=99999999999999999999",
        "products?page=0&status=none&category=x&sort=worst",
        "log/facts?type=Nothing&channel=none&before=x&subject=%00",
        "needs/low-stock?at_most=-5&location=x",
        "search?q=" + "x" * 5000,
        "search?q=%00%00",
        "customers?q=%00",
    ):
        assert desk.get(f"/console/{address}").status_code in (200, 400, 422), address


def test_names_with_markup_are_escaped_everywhere(shop, desk, buy):
    order = buy()
    for address in (
        "/console/orders",
        f"/console/orders/{order.number}",
        "/console/customers?q=ani@example.com",
        f"/console/customers/{order.customer}",
        "/console/search?q=ani@example.com",
    ):
        page = desk.get(address).content.decode()
        assert "&lt;b&gt;Ani&lt;/b&gt;" in page, address
        assert "<b>Ani</b>" not in page, address


def test_the_first_page_counts_todays_orders_by_channel(shop, desk, buy):
    buy()
    buy(pieces=2)
    answer = desk.get("/console/")
    row = re.search(r"Web shop</a></th>(.*?)</tr>", answer.content.decode(), re.DOTALL)[1]
    assert re.findall(r'<td class="number">(\d+)</td>', row) == ["2", "3", "2", "3"]
    assert text(answer).count("AMD 36,000") == 2 * 2  # the channel's and all channels', today and the month
    assert "<svg" in answer.content.decode()


def test_a_list_takes_as_many_statements_for_many_rows_as_for_few(shop, desk, buy):
    lists = ("", "orders", "orders?q=ani", "search?q=chair", "products", "prices", "log/facts", "needs/payments")
    few = {}
    for orders, counts in ((1, few), (4, many := {})):
        for _ in range(orders):
            buy()
        for address in lists:
            desk.get(f"/console/{address}")
            with count_statements() as counted:
                desk.get(f"/console/{address}")
            counts[address] = counted.count
    assert many == few
    assert max(few.values()) <= 12


def test_stock_lists_take_a_fixed_number_of_statements(shop, desk):
    for address in (f"/console/stock?location={shop.yerevan}", "/console/needs/low-stock?at_most=100"):
        desk.get(address)
        shop.stock(shop.ash, yerevan=0)
        with count_statements() as few:
            desk.get(address)
        shop.stock(shop.ash, yerevan=3, gyumri=4, warehouse=2)
        with count_statements() as many:
            desk.get(address)
        assert many.count == few.count <= 8

"""What people type, and what they must find among the first ten: endings, slips, both languages, three ways of writing."""

from __future__ import annotations

import pytest

from kamurj.catalogue import queries
from kamurj.catalogue.contracts import Upserted
from kamurj.foundation.database.counting import count_statements

QUESTIONS = {
    # Armenian, as in the dictionary and with endings.
    "բազմոց": ("ararat-sofa", "sevan-corner-sofa"),
    "բազմոցը": ("ararat-sofa", "sevan-corner-sofa"),
    "բազմոցների": ("ararat-sofa", "sevan-corner-sofa"),
    "բազմոցներով": ("ararat-sofa",),
    "անկյունային բազմոցներ": ("sevan-corner-sofa",),
    "Սեղան": ("coffee-table", "oak-dining-table"),
    "սեղաններ": ("coffee-table", "oak-dining-table"),
    "սեղանի": ("coffee-table",),
    "ճաշասեղանը": ("oak-dining-table",),
    "կաղնե ճաշասեղան": ("oak-dining-table",),
    "կաղնու սեղան": ("oak-dining-table",),
    "աթոռներ": ("dining-chair",),
    "փայտե աթոռ": ("dining-chair",),
    "բազկաթոռի": ("armchair", "floor-lamp"),
    "մահճակալներ": ("double-bed",),
    "հայելիներ": ("wall-mirror", "wardrobe"),
    "հայելու": ("wall-mirror", "wardrobe"),
    "դարակներ": ("bookshelf", "wardrobe", "writing-desk"),
    "գրքերի պահարան": ("bookshelf",),
    "գորգեր": ("wool-carpet",),
    "բրդե գորգ": ("wool-carpet",),
    "վարագույր": ("curtains",),
    "բարձեր": ("pillow",),
    "վերմակներ ձմեռվա համար": ("blanket",),
    "զգեստներ": ("silk-dress", "summer-dress"),
    "մետաքսից զգեստ": ("silk-dress",),
    "ամառային զգեստները": ("summer-dress",),
    "կարմիր զգեստ": ("silk-dress",),
    "կանացի բլուզներ": ("blouse",),
    "վերնաշապիկներ": ("mens-shirt",),
    "վերնաշապկի": ("mens-shirt",),
    "շապիկներ": ("t-shirt",),
    "շապկի": ("t-shirt",),
    "բամբակե շապիկ": ("t-shirt",),
    "կոշիկ": ("leather-shoes",),
    "կաշվից կոշիկներ": ("leather-shoes",),
    "կաշի": ("leather-shoes", "leather-bag", "leather-belt"),
    "գուլպա": ("socks",),
    "գոտիներ": ("leather-belt",),
    "շրթներկի": ("lipstick",),
    "դեմքի քսուքներ": ("face-cream",),
    "մազերի շամպուն": ("shampoo",),
    "եղունգի լաք": ("nail-polish",),
    "սև պայուսակ": ("leather-bag",),
    "սեւ պայուսակ": ("leather-bag",),
    "բազմո՞ց": ("ararat-sofa",),
    "ՎԵՐԱՐԿՈՒ": ("winter-coat",),
    # Armenian with slips.
    "բազմոզ": ("ararat-sofa", "sevan-corner-sofa"),
    "բազոմցներ": ("ararat-sofa",),
    "մահջակալ": ("double-bed",),
    "հայելլի": ("wall-mirror",),
    "վերանշապիկ": ("mens-shirt",),
    "վարգույրներ": ("curtains",),
    "շրտներկ": ("lipstick",),
    "օծանելիգ": ("perfume",),
    "պայուսագ": ("leather-bag",),
    # English, with number, participles and spellings of both sides.
    "sofas": ("ararat-sofa", "sevan-corner-sofa"),
    "leather sofa": ("ararat-sofa",),
    "corner sofas with storage": ("sevan-corner-sofa",),
    "dining tables": ("oak-dining-table",),
    "oak": ("oak-dining-table", "coffee-table"),
    "chairs": ("dining-chair",),
    "shelf": ("bookshelf", "wardrobe"),
    "mirrors": ("wall-mirror", "wardrobe"),
    "dresses": ("silk-dress", "summer-dress"),
    "woman blouse": ("blouse",),
    "men's shirts": ("mens-shirt",),
    "tshirt": ("t-shirt",),
    "t shirts": ("t-shirt",),
    "woollen socks": ("socks",),
    "scarves": ("scarf",),
    "moisturizer": ("face-cream",),
    "face creams": ("face-cream",),
    "perfumes": ("perfume",),
    # English with slips.
    "soffa": ("ararat-sofa", "sevan-corner-sofa"),
    "wardorbe": ("wardrobe",),
    "matress": ("mattress",),
    "lipstik": ("lipstick",),
    "shampo": ("shampoo",),
    "cashmeer scarf": ("scarf",),
    "orthopedic matress": ("mattress",),
    "pomegrante": ("perfume",),
    # Armenian in Latin letters.
    "bazmoc": ("ararat-sofa", "sevan-corner-sofa"),
    "bazmots": ("ararat-sofa",),
    "bazmocner": ("ararat-sofa", "sevan-corner-sofa"),
    "seghan": ("coffee-table",),
    "hayeli": ("wall-mirror",),
    "shapik": ("t-shirt",),
    "koshik": ("leather-shoes",),
    "zgest": ("silk-dress", "summer-dress"),
    "gorg": ("wool-carpet",),
    "mahchakal": ("double-bed",),
    "sev payusak": ("leather-bag",),
    # An unfinished last word.
    "mattr": ("mattress",),
    "leather ha": ("leather-bag",),
    "շամպ": ("shampoo",),
    "դեմքի քս": ("face-cream",),
}

LATER = {
    "բազմոցներից": "ararat-sofa",
    "եռատեղ բազմոցի": "ararat-sofa",
    "ապակե սեղան": "coffee-table",
    "սուրճի սեղաններ": "coffee-table",
    "գրասեղաններ": "writing-desk",
    "թավշյա աթոռներ": "dining-chair",
    "բրդից բազկաթոռ": "armchair",
    "երկտեղանոց մահճակալի": "double-bed",
    "ներքնակներ": "mattress",
    "պահարանի դռներ": "wardrobe",
    "պատի հայելիներ": "wall-mirror",
    "ձեռագործ գորգերը": "wool-carpet",
    "վուշից վարագույր": "curtains",
    "փափուկ բարձիկ": "pillow",
    "տաք վերմակներ": "blanket",
    "երկար զգեստներ": "silk-dress",
    "ծաղկավոր զգեստ": "summer-dress",
    "կիսաշրջազգեստներ": "skirt",
    "կաշվե պայուսակներ": "leather-bag",
    "վուշե վերնաշապիկ": "mens-shirt",
    "տաբատներ": "trousers",
    "ձմեռային վերարկուներ": "winter-coat",
    "շարֆեր": "scarf",
    "կաշվե գոտին": "leather-belt",
    "չոր մազերի շամպունը": "shampoo",
    "նուռ": "perfume",
    "օճառներ": "hand-soap",
    "լաքեր": "nail-polish",
    "բզմոց": "ararat-sofa",
    "սեղանիկ": "coffee-table",
    "զգեսդ": "silk-dress",
    "գուլբաներ": "socks",
    "քսուգ": "face-cream",
    "վերամակ": "blanket",
    "leather couch": "ararat-sofa",
    "glass tables": "coffee-table",
    "velvet chair": "dining-chair",
    "wooden chairs": "dining-chair",
    "beds": "double-bed",
    "sliding door wardrobe": "wardrobe",
    "woolen carpets": "wool-carpet",
    "curtain": "curtains",
    "pillows": "pillow",
    "warm blankets": "blanket",
    "long sleeve blouse": "blouse",
    "handbags": "leather-bag",
    "linen shirts for men": "mens-shirt",
    "organic cotton tshirts": "t-shirt",
    "coats": "winter-coat",
    "belts": "leather-belt",
    "lip stick": "lipstick",
    "honey soaps": "hand-soap",
    "nailpolish": "nail-polish",
    "armchiar": "armchair",
    "bookshelfs": "bookshelf",
    "perfum": "perfume",
    "dinning table": "oak-dining-table",
    "blankit": "blanket",
    "trowsers": "trousers",
    "handbg": "leather-bag",
    "curtans": "curtains",
    "verarku": "winter-coat",
    "shampun": "shampoo",
    "vermak": "blanket",
    "gulpa": "socks",
    "ojar": "hand-soap",
    "bardz": "pillow",
    "varaguyr": "curtains",
    "payusakner": "leather-bag",
    "tabat": "trousers",
    "shrtnerk": "lipstick",
}
"""Written after the rules were settled and never tuned to: what the first list promises must hold for these too."""


def _found(text: str) -> list[str]:
    return [card.handle for card in queries.search(text, "en", 10).cards]


def test_what_is_asked_for_is_among_the_first_ten_nineteen_times_in_twenty(shop: Upserted) -> None:
    wanted = [(text, handle) for text, handles in QUESTIONS.items() for handle in handles]
    missed = [(text, handle) for text, handle in wanted if handle not in _found(text)]
    assert len(QUESTIONS) >= 60
    assert 1 - len(missed) / len(wanted) >= 0.95, missed


def test_questions_nobody_had_in_mind_fare_as_well(shop: Upserted) -> None:
    missed = [(text, handle) for text, handle in LATER.items() if handle not in _found(text)]
    assert 1 - len(missed) / len(LATER) >= 0.95, missed


def test_the_first_product_found_has_the_word_in_its_name(shop: Upserted) -> None:
    firsts = {"mirror": "wall-mirror", "հայելի": "wall-mirror", "sofa": "ararat-sofa", "armchair": "armchair"}
    assert {text: _found(text)[0] for text in firsts} == firsts


def test_all_words_come_before_some(shop: Upserted) -> None:
    assert _found("leather shoes") == ["leather-shoes"]
    some = queries.search("leather spaceship", "en", 10)
    assert {"leather-bag", "leather-shoes"} <= {card.handle for card in some.cards}


def test_what_nobody_sells_finds_nothing(shop: Upserted) -> None:
    for text in ("xylophone", "հելիկոպտեր", "qqqq", "!?", "𝕏", "\x00", "<script>", "%_", "\ud800"):
        assert queries.search(text, "hy", 10).cards == (), text


def test_markup_and_quotes_in_a_question_are_only_letters(shop: Upserted) -> None:
    assert _found("<b>sofa</b>")[0] == "ararat-sofa"
    assert _found("sofa' & !: | (*")[0] == "ararat-sofa"


def test_an_empty_question_lists_everything(shop: Upserted) -> None:
    assert {queries.search(text, "en").total for text in ("", "  ", "\n")} == {len(shop.products)}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("soffa", "sofa"), ("բազմոզ", "բազմոց"), ("bazmoc", "բազմոց"), ("leathr sofa", "leather sofa"), ("sofas", None)],
)
def test_the_page_can_say_what_was_searched_instead(shop: Upserted, typed: str, shown: str | None) -> None:
    assert queries.search(typed, "en", 10).corrected_text == shown


def test_short_words_are_not_bent(shop: Upserted) -> None:
    assert queries.search("rad", "en", 10).corrected_text is None


def test_a_search_is_one_statement_and_with_a_slip_two(shop: Upserted) -> None:
    for text, statements in {"sofas": 1, "կաշվե կոշիկներ": 1, "soffa": 2, "bazmoc": 2, "xylophone": 1}.items():
        with count_statements() as counted:
            queries.search(text, "hy", 10)
        assert counted.count == statements, text


def test_sku_and_barcode_hit_exactly(shop: Upserted) -> None:
    for typed in ("ARARAT-S-0-BLA", "ararat-s-0-bla", " ARARAT-S-0-BLA ", "485000000"):
        assert _found(typed)[0] == "ararat-sofa"
    assert queries.search("485000000", "en", 10).total == 1


def test_a_page_in_either_language_finds_words_of_the_other(shop: Upserted) -> None:
    assert queries.search("sofa", "hy", 10).cards[0].name == "Արարատ եռատեղ բազմոց"
    assert queries.search("բազմոց", "en", 10).cards[0].name == "Ararat three-seat sofa"


def test_a_very_long_text_is_cut_and_answered(shop: Upserted) -> None:
    assert queries.search("sofa " * 10_000, "en", 10).total == 2
    assert queries.search("ա" * 100_000, "en", 10).total == 0

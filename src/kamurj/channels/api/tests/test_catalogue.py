import pytest

from kamurj.channels.api.schemas import catalogue as schemas
from kamurj.channels.api.schemas.plain import NearPlace, Places
from kamurj.foundation.database.counting import count_statements


def test_a_list_says_prices_and_availability_in_the_callers_language(shop, anybody):
    english = schemas.ProductPage.model_validate(anybody.get("/products", {"category": "home", "facets": "true"}).json())
    assert [product.name for product in english.products] == ["Chair", "Lamp"]
    chair = english.products[0]
    assert (chair.price_from.minor, chair.price_to.minor, chair.price_from.currency) == (10_000_00, 12_000_00, "AMD")
    assert (chair.available.availability, chair.available.pieces) == ("in_stock", None)
    assert [value.code for value in english.facets[-1].values] == ["ash", "lamp", "oak"]
    armenian = anybody.get("/products", **{"Accept-Language": "hy"})
    assert [product["name"] for product in armenian.json()["products"]] == ["Աթոռ", "Լամպ"]
    assert armenian["Cache-Control"] == "public, max-age=30"


def test_the_region_decides_price_and_currency(shop, anybody):
    product = anybody.get("/products/lamp", {"region": "US-CA"}).json()
    assert product["price_from"] == {"minor": 19_99, "currency": "USD"}
    assert product["variants"][0]["price"] == {
        "unit": {"minor": 19_99, "currency": "USD"},
        "tax_basis_points": 950,
        "tax_included": False,
        "tiers": [],
    }


def test_a_list_is_narrowed_by_filters_and_paged(shop, anybody):
    found = anybody.get("/products", {"filter": ["colour:oak"], "limit": 1}).json()
    assert [product["handle"] for product in found["products"]] == ["chair"]
    second = anybody.get("/products", {"limit": 1, "page": 2, "sort": "name"}).json()
    assert ([product["handle"] for product in second["products"]], second["pages"]) == (["lamp"], 2)


def test_a_search_survives_a_slip_and_says_so(shop, anybody):
    found = anybody.get("/products", {"q": "chiar"}).json()
    assert ([product["handle"] for product in found["products"]], found["corrected_text"]) == (["chair"], "chair")
    suggested = schemas.Suggestions.model_validate(anybody.get("/suggestions", {"q": "lam"}).json())
    assert [one.handle for one in suggested.suggestions] == ["lamp"]


@pytest.mark.parametrize(("sort", "handles"), [("cheapest", ["lamp", "chair"]), ("dearest", ["chair", "lamp"])])
def test_a_list_is_sorted_by_price(shop, anybody, sort, handles):
    found = anybody.get("/products", {"sort": sort}).json()
    assert [product["handle"] for product in found["products"]] == handles
    second = anybody.get("/products", {"sort": sort, "limit": 1, "page": 2}).json()
    assert [product["handle"] for product in second["products"]] == handles[1:]
    assert (second["total"], second["pages"]) == (2, 2)


def test_a_products_page_has_all_its_variants(shop, anybody):
    product = schemas.Product.model_validate(anybody.get("/products/chair").json())
    assert [(one.sku, one.available.availability) for one in product.variants] == [
        ("CHAIR-OAK", "in_stock"),
        ("CHAIR-ASH", "none"),
    ]
    assert product.home_delivery.fee.currency == "AMD"


@pytest.mark.parametrize("code", ["CHAIR-OAK", "chair-oak"])
def test_a_variant_is_found_by_its_sku(shop, anybody, code):
    variant = schemas.Variant.model_validate(anybody.get(f"/variants/{code}").json())
    assert (variant.variant, variant.price.unit.minor, variant.sellable) == (shop.oak, 12_000_00, True)


def test_availability_is_nearest_first(shop, anybody):
    found = schemas.Availability.model_validate(anybody.get("/availability/CHAIR-OAK", {"near": "40.78,43.84"}).json())
    assert [(one.store.code, one.available.pieces) for one in found.stores] == [("GYU", None), ("YVN", 2)]
    assert [round(one.distance_km) for one in found.stores] == [1, 88]
    by_code = anybody.get("/availability/CHAIR-OAK", {"near": "YVN"}).json()
    assert [one["store"]["code"] for one in by_code["stores"]] == ["YVN", "GYU"]
    assert found.warehouse.availability == "in_stock"


def test_locations_are_nearest_first(shop, anybody):
    found = Places.model_validate(anybody.get("/locations", {"near": "34,-118"}).json())
    assert found.locations[0].code == "LAX"
    assert NearPlace.model_validate(anybody.get("/locations/WH").json()).kind == "warehouse"
    assert [place["code"] for place in anybody.get("/locations", {"kind": "warehouse"}).json()["locations"]] == ["WH"]


def test_categories_are_a_tree(shop, anybody):
    tree = schemas.Categories.model_validate(anybody.get("/categories").json())
    assert [(one.handle, one.parent) for one in tree.categories] == [("home", None)]


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/products/nothing", {}, 404, "catalogue.unknown_product"),
        ("/variants/nothing", {}, 404, "catalogue.unknown_variant"),
        ("/availability/nothing", {}, 404, "catalogue.unknown_variant"),
        ("/availability/LAMP", {"near": "here,there"}, 400, "api.unreadable_place"),
        ("/availability/LAMP", {"near": "nan,0"}, 400, "api.unreadable_place"),
        ("/availability/LAMP", {"near": "NOWHERE"}, 404, "locations.unknown_location"),
        ("/locations/NOWHERE", {}, 404, "locations.unknown_location"),
        ("/products", {"category": "nothing"}, 404, "catalogue.unknown_category"),
        ("/products", {"filter": "oak"}, 400, "api.unknown_filter"),
        ("/products", {"region": "FR"}, 404, "api.region_not_served"),
        ("/products", {"region": "f"}, 422, "http.invalid_members"),
        ("/products", {"page": "-1"}, 422, "http.invalid_members"),
        ("/products", {"page": "1001"}, 400, "api.out_of_reach"),
        ("/products", {"limit": "101"}, 422, "http.invalid_members"),
        ("/products", {"limit": "9" * 400}, 422, "http.invalid_members"),
        ("/products", {"sort": "prettiest"}, 422, "http.invalid_members"),
    ],
)
def test_what_makes_no_sense_is_a_problem_in_the_callers_language(shop, anybody, path, query, status, code):
    english, armenian = (anybody.get(path, query, **{"Accept-Language": language}) for language in ("en", "hy"))
    assert (english.status_code, english.json()["code"]) == (status, code), english.content.decode()
    assert english["Content-Type"] == "application/problem+json"
    assert armenian["Content-Language"] == "hy"
    assert armenian.json()["title"] != english.json()["title"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/products", {"limit": 100}),
        ("/products", {"limit": 1, "category": "home", "facets": "true"}),
        ("/products", {"q": "chiar", "facets": "true"}),
        ("/products/chair", {}),
        ("/variants/LAMP", {}),
        ("/availability/LAMP", {"near": "40.18,44.51"}),
        ("/availability/LAMP", {"near": "YVN"}),
    ],
)
def test_looking_around_takes_six_statements_at_most(shop, anybody, path, query):
    with count_statements() as counted:
        assert anybody.get(path, query).status_code == 200
    assert counted.count <= 6, counted.texts

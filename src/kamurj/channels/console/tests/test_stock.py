from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.database import sql
from kamurj.kernel.origin import Channel
from kamurj.stock import queries as stocked


def on_hand(shop, variant, place):
    levels = {level.location: level.on_hand for level in stocked.levels_of_variant(variant=variant, now=shop.now)}
    return levels.get(place, 0)


def adjusting(shop, **more):
    return {"location": shop.yerevan, "change": -3, "reason": "damaged", **more}


def test_a_correction_is_shown_first_then_done_then_taken_back(shop, at_work):
    client, address = at_work(Role.MERCHANDISER), f"/console/stock/articles/{shop.oak}/adjust"
    preview = client.post(address, adjusting(shop))
    assert preview.status_code == 200
    assert on_hand(shop, shop.oak, shop.yerevan) == 10
    assert preview.context["preview"] == {"location": shop.yerevan, "change": -3, "before": 10, "after": 7, "free": 7}
    done = client.post(address, {**hidden(preview), "apply": "1"}, follow=True)
    assert on_hand(shop, shop.oak, shop.yerevan) == 7
    assert "−3" in text(done)
    where, fields = undo_of(done)
    assert client.post(where, fields).status_code == 302
    assert on_hand(shop, shop.oak, shop.yerevan) == 10
    moved = [(one.reason, one.quantity) for one in stocked.movements(variant=shop.oak, location=shop.yerevan)]
    assert moved[:2] == [("damaged", 3), ("damaged", -3)]


def test_the_same_correction_sent_twice_counts_once_and_so_does_its_undoing(shop, desk):
    address = f"/console/stock/articles/{shop.oak}/adjust"
    sent = {**hidden(desk.post(address, adjusting(shop))), "apply": "1"}
    done = desk.post(address, sent, follow=True)
    desk.post(address, sent)
    assert on_hand(shop, shop.oak, shop.yerevan) == 7
    where, fields = undo_of(done)
    desk.post(where, fields)
    desk.post(where, fields)
    assert on_hand(shop, shop.oak, shop.yerevan) == 10


def test_an_offer_belongs_to_who_got_it_and_to_its_own_address(shop, desk, at_work):
    address = f"/console/stock/articles/{shop.oak}/adjust"
    done = desk.post(address, {**hidden(desk.post(address, adjusting(shop))), "apply": "1"}, follow=True)
    where, fields = undo_of(done)
    assert at_work(Role.MERCHANDISER).post(where, fields).status_code == 410
    assert desk.post("/console/stock/transfer/undo", fields).status_code == 410
    assert desk.post(where, {**fields, "undo": "forged"}).status_code == 410
    assert on_hand(shop, shop.oak, shop.yerevan) == 7


def test_pieces_that_are_kept_for_somebody_are_not_corrected_away(shop, desk, buy):
    buy(pieces=9)
    address = f"/console/stock/articles/{shop.oak}/adjust"
    preview = desk.post(address, adjusting(shop))
    assert "will be refused" in text(preview)
    answer = desk.post(address, {**hidden(preview), "apply": "1"})
    assert answer.status_code == 409
    assert "Only 1 pieces can be taken away here" in text(answer)
    assert on_hand(shop, shop.oak, shop.yerevan) == 10


def test_a_correction_that_makes_no_sense_is_refused_beside_its_field(shop, at_work):
    for language in ("en", "hy"):
        client = at_work(language=language)
        for wrong in ({"change": ""}, {"change": "many"}, {"change": 10**9}, {"location": "99"}, {"reason": "sold"}):
            answer = client.post(f"/console/stock/articles/{shop.oak}/adjust", adjusting(shop, **wrong))
            assert answer.status_code == 422, wrong
            assert "errorlist" in answer.content.decode()
    preview = client.post(f"/console/stock/articles/{shop.oak}/adjust", adjusting(shop, change=0))
    assert client.post(f"/console/stock/articles/{shop.oak}/adjust", {**hidden(preview), "apply": "1"}).status_code == 400


def test_pieces_go_to_another_place_and_back(shop, desk):
    address = f"/console/stock/articles/{shop.oak}/transfer"
    preview = desk.post(address, {"source": shop.yerevan, "destination": shop.gyumri, "quantity": 4})
    assert [(step["before"], step["after"]) for step in preview.context["preview"]] == [(10, 6), (2, 6)]
    done = desk.post(address, {**hidden(preview), "apply": "1"}, follow=True)
    assert (on_hand(shop, shop.oak, shop.yerevan), on_hand(shop, shop.oak, shop.gyumri)) == (6, 6)
    where, fields = undo_of(done)
    desk.post(where, fields)
    assert (on_hand(shop, shop.oak, shop.yerevan), on_hand(shop, shop.oak, shop.gyumri)) == (10, 2)
    assert stocked.audit() == ()


def test_a_transfer_of_more_than_is_free_or_to_the_same_place_changes_nothing(shop, desk):
    address = f"/console/stock/articles/{shop.oak}/transfer"
    for sent, status in (
        ({"source": shop.yerevan, "destination": shop.gyumri, "quantity": 11}, 409),
        ({"source": shop.yerevan, "destination": shop.yerevan, "quantity": 1}, 400),
    ):
        preview = desk.post(address, sent)
        assert desk.post(address, {**hidden(preview), "apply": "1"}).status_code == status
    assert (on_hand(shop, shop.oak, shop.yerevan), on_hand(shop, shop.oak, shop.gyumri)) == (10, 2)


def test_movements_are_shown_by_place(shop, desk):
    page = desk.get(f"/console/stock/articles/{shop.oak}", {"location": shop.gyumri})
    assert [one.quantity for one in page.context["movements"]] == [2]
    assert page.context["on_hand"] == 12


def test_a_channel_is_told_where_to_sell_from_and_untold(shop, desk):
    def sources():
        return {one.location: (one.buffer, one.enabled) for one in stocked.sources(channel=Channel.WEB)}

    fields = {"channel": "web"}
    for place in (shop.warehouse, shop.yerevan, shop.gyumri, shop.pasadena):
        fields |= {f"buffer-{place}": "0", f"enabled-{place}": "on"}
    assert desk.post("/console/stock/sources", fields).status_code == 400  # nothing differs
    changed = {name: value for name, value in fields.items() if name != f"enabled-{shop.gyumri}"}
    done = desk.post("/console/stock/sources", {**changed, f"buffer-{shop.yerevan}": "3"}, follow=True)
    assert (sources()[shop.yerevan], sources()[shop.gyumri]) == ((3, True), (0, False))
    where, sent = undo_of(done)
    desk.post(where, sent)
    assert (sources()[shop.yerevan], sources()[shop.gyumri]) == ((0, True), (0, True))
    assert desk.post("/console/stock/sources", {**fields, f"buffer-{shop.yerevan}": "-1"}).status_code == 400


def test_a_level_that_does_not_add_up_stands_on_the_audit_page(shop, desk):
    sql.execute(
        "UPDATE stock_level SET on_hand = on_hand + 5 WHERE variant_id = %s AND location_id = %s", (shop.oak, shop.yerevan)
    )
    page = text(desk.get("/console/stock/audit"))
    assert "CHAIR-OAK" in page
    assert "15" in page


def test_shelves_that_are_almost_empty_are_listed_and_counted(shop, desk):
    assert "CHAIR-OAK" in text(desk.get("/console/needs/low-stock"))
    assert desk.get("/console/needs/low-stock/count").content.decode().strip() == "1"
    assert "CHAIR-OAK" not in text(desk.get("/console/needs/low-stock", {"at_most": 1}))

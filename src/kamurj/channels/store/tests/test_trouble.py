from __future__ import annotations

import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.contracts.questions import QuestionStatus
from kamurj.fulfilment.queries import questions
from kamurj.journeys import substitute
from kamurj.kernel import ids
from kamurj.orders import queries as orders


@pytest.fixture
def stocked(shop):
    """Gyumri and the warehouse have chairs too, and Yerevan has one of ash."""
    shop.stock(shop.oak, yerevan=5, gyumri=5, warehouse=0)
    shop.stock(shop.ash, yerevan=3)
    return shop


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def key() -> str:
    return str(ids.new())


def line_of(work, variant) -> int:
    return next(line.position for line in work.lines if line.variant == variant)


@pytest.mark.parametrize(("language", "sentence"), [("en", "Offer a substitute"), ("hy", "Առաջարկել փոխարինող")])
def test_a_substitute_is_offered_once_shown_on_the_order_and_taken_back(hire, stocked, web_orders, language, sentence):
    nare = hire(place=stocked.yerevan, language=language)
    work = web_orders.picking()
    position = line_of(work, stocked.oak)
    page = nare.open(f"desk/{work.id}/substitute/{position}")
    assert sentence in text(page)
    assert [one.card.sku for one in page.context["found"]] == ["CHAIR-ASH", "LAMP"]
    form = {"variant": stocked.ash, "quantity": "1", "why": "damaged", "request_key": key()}
    for _ in range(2):
        assert nare.send(f"desk/{work.id}/substitute/{position}/offer", **form).status_code == 302
    (question,) = questions.questions_of(work.order)
    assert stocked.free(stocked.ash, stocked.yerevan) == 2
    shown = nare.open(f"desk/{work.id}")
    assert list(shown.context["asked_of"]) == [position]
    assert nare.send(f"desk/{work.id}/questions/{question.id}/withdraw").status_code == 302
    assert questions.question(question.id).status is QuestionStatus.WITHDRAWN
    assert nare.send(f"desk/{work.id}/questions/{question.id}/withdraw").status_code == 410


def test_a_code_finds_a_substitute_or_says_why_not(nare, stocked, web_orders):
    work = web_orders.picking()
    page = f"desk/{work.id}/substitute/{line_of(work, stocked.oak)}"
    assert [one.card.sku for one in nare.open(page, code="chair-ash").context["found"]] == ["CHAIR-ASH"]
    assert nare.open(page, code="nonsense").status_code == 404
    assert nare.open(page, code="CHAIR-OAK").status_code == 404
    assert nare.open(f"desk/{work.id}/substitute/99").status_code == 422


@pytest.mark.parametrize("fields", [{"quantity": "0"}, {"variant": "x"}, {"variant": str(2**70)}, {"why": "eaten"}])
def test_rubbish_offers_nothing(nare, stocked, web_orders, fields):
    work = web_orders.picking()
    sent = {"variant": stocked.ash, "quantity": "1", "why": "damaged", "request_key": key(), **fields}
    answer = nare.send(f"desk/{work.id}/substitute/{line_of(work, stocked.oak)}/offer", **sent)
    assert answer.status_code == 422
    assert questions.questions_of(work.order) == ()


def test_a_parcel_that_is_rejected_says_from_where_it_comes_now(hire, stocked, web_orders):
    work = web_orders.new(ship=True, oak=2)
    counter = hire(place=work.location)
    assert counter.send(f"desk/{work.id}/reject", request_key=key(), reason="not_found", all="yes").status_code == 302
    other = "GYU" if work.location == stocked.yerevan else "YVN"
    assert f"Now it comes from: Store {other}." in text(counter.open(f"desk/{work.id}"))
    assert web_orders.now(work).status is FulfilmentStatus.REJECTED
    assert counter.send(f"desk/{work.id}/reject", request_key=key(), reason="not_found", all="yes").status_code == 409


def test_only_some_pieces_of_a_collection_are_taken_off(nare, stocked, web_orders):
    work = web_orders.picking()
    position = line_of(work, stocked.oak)
    assert nare.send(f"desk/{work.id}/reject", request_key=key(), reason="damaged").status_code == 422
    assert nare.send(f"desk/{work.id}/reject", request_key=key(), reason="", all="yes").status_code == 422
    assert (
        nare.send(f"desk/{work.id}/reject", request_key=key(), reason="damaged", **{f"pieces-{position}": "9"}).status_code
        == 422
    )
    assert (
        nare.send(f"desk/{work.id}/reject", request_key=key(), reason="damaged", **{f"pieces-{position}": "1"}).status_code
        == 302
    )
    assert orders.order(work.order).pieces == 2


def test_on_hold_nothing_is_done_until_it_goes_on(nare, web_orders):
    work = web_orders.new()
    assert nare.send(f"desk/{work.id}/hold", reason="address_check").status_code == 302
    page = text(nare.open(f"desk/{work.id}"))
    assert "The address is not clear. Nare Hakobyan" in page
    assert "On hold" in text(nare.open("desk"))
    assert nare.send(f"desk/{work.id}/start").status_code == 409
    assert nare.send(f"desk/{work.id}/hold", reason="other").status_code == 409
    assert nare.send(f"desk/{work.id}/go-on").status_code == 302
    assert nare.send(f"desk/{work.id}/go-on").status_code == 409
    assert nare.send(f"desk/{work.id}/start").status_code == 302


def test_a_parcel_is_split_put_together_and_given_away(hire, stocked, web_orders):
    stocked.stock(stocked.lamp, yerevan=4, gyumri=4)
    work = web_orders.new(ship=True)
    packer = hire(place=work.location)
    form = {f"pieces-{line_of(work, stocked.oak)}": "1", "request_key": key()}
    for _ in range(2):
        assert packer.send(f"desk/{work.id}/split", **form).status_code == 302
    first, second = fulfilments.fulfilments_of(work.order)
    assert [sum(line.left for line in one.lines) for one in (first, second)] == [2, 1]
    assert packer.open(f"desk/{second.id}/trouble").context["others"] == [first]
    assert packer.send(f"desk/{second.id}/merge/{first.id}").status_code == 302
    page = packer.open(f"desk/{first.id}/trouble")
    ((place, _name, _address),) = page.context["places"]
    assert packer.send(f"desk/{first.id}/move", to="999999").status_code in (404, 422)
    assert packer.send(f"desk/{first.id}/move", to=place).status_code == 302
    open_now = [one for one in fulfilments.fulfilments_of(work.order) if one.is_open]
    assert [(one.location, sum(line.left for line in one.lines)) for one in open_now] == [(place, 3)]


def test_one_walk_counts_pieces_for_the_order_that_waits_longest(nare, stocked, web_orders):
    first, second = web_orders.new(oak=1), web_orders.new(oak=2, lamp=1)
    assert nare.open("walk").context["walk"].waiting == 2
    nare.send("walk/begin")
    walk = nare.open("walk").context["walk"]
    assert [(one.card.sku, one.wanted, [each.box for each in one.orders]) for one in walk.articles] == [
        ("CHAIR-OAK", 3, [1, 2]),
        ("LAMP", 1, [2]),
    ]
    twice = {"code": "chair-oak", "request_key": key()}
    for _ in range(2):
        assert nare.send("walk/count", **twice).context["counted"]["box"] == 1
    assert nare.send("walk/count", code="CHAIR-OAK", request_key=key()).context["counted"]["box"] == 2
    assert [web_orders.now(one).lines[0].picked for one in (first, second)] == [1, 1]
    position = line_of(second, stocked.oak)
    for status in (302, 409):
        assert nare.send(f"walk/uncount/{second.id}/{position}", request_key=key()).status_code == status
    nare.send("walk/count", code="CHAIR-OAK", request_key=key())
    nare.send("walk/count", code="CHAIR-OAK", request_key=key())
    answer = nare.send("walk/count", code="CHAIR-OAK", request_key=key())
    assert answer.status_code == 409
    assert "needs another piece of this article" in text(answer)
    assert nare.send("walk/count", code="nonsense", request_key=key()).status_code == 404


def test_the_walk_follows_the_shelves(nare, stocked, web_orders):
    web_orders.picking()
    for variant, shelf in ((stocked.lamp, "A2"), (stocked.oak, "A10")):
        assert nare.send("walk/shelf", variant=variant, shelf=shelf).status_code == 302
    assert [one.shelf for one in nare.open("walk").context["walk"].articles] == ["A2", "A10"]
    nare.send("walk/shelf", variant=stocked.lamp, shelf="")
    assert [one.shelf for one in nare.open("walk").context["walk"].articles] == ["A10", ""]
    assert nare.send("walk/shelf", variant=stocked.lamp, shelf="x" * 41).status_code == 422


POSTS = ("reject", "hold", "go-on", "split", "move")


@pytest.mark.parametrize("post", POSTS)
def test_the_wrong_role_or_store_changes_nothing(hire, gyumri, web_orders, post):
    work = web_orders.picking()
    fields = {"reason": "other" if post == "hold" else "damaged", "all": "yes", "to": "1", "request_key": key()}
    assert hire(Role.AGENT).send(f"desk/{work.id}/{post}", **fields).status_code == 403
    assert gyumri.send(f"desk/{work.id}/{post}", **fields).status_code in (409, 422)
    assert web_orders.now(work) == work


def test_another_store_offers_and_withdraws_nothing(gyumri, nare, stocked, web_orders):
    work = web_orders.picking()
    position = line_of(work, stocked.oak)
    form = {"variant": stocked.ash, "quantity": "1", "why": "damaged", "request_key": key()}
    assert gyumri.send(f"desk/{work.id}/substitute/{position}/offer", **form).status_code == 409
    question = substitute.propose(
        fulfilment=work.id,
        location=work.location,
        position=position,
        quantity=1,
        variant=stocked.ash,
        origin=nare.origin,
        now=stocked.now,
    )
    assert gyumri.send(f"desk/{work.id}/questions/{question.id}/withdraw").status_code in (409, 410)
    assert questions.question(question.id).status is QuestionStatus.WAITING

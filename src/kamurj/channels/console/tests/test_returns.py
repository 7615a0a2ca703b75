from __future__ import annotations

import pytest

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.request_return import Ask, request_return
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.policies import Means, Terms
from kamurj.returns.contracts.requests import RequestId, RequestKind, RequestStatus
from kamurj.returns.operations.policies import set_policy
from kamurj.returns.queries import policies, requests

ADDRESS = "/console/returns/policy"
FORM = {
    "category": "",
    "country": "am",
    "returnable": "on",
    "days": "14",
    "condition": "unused",
    "means": ["original", "gift_card"],
    "shipping": "shop",
    "exchange": "same_product",
}


@pytest.fixture
def sale(shop):
    shop.stock(shop.oak, yerevan=2)
    return sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(shop.oak, 1)],
        method=Method.IN_STORE_CASH,
        language="en",
        origin=Origin(channel=Channel.STORE, location=shop.yerevan, actor="user:5"),
        now=shop.now,
    ).order


@pytest.mark.parametrize("language", ["en", "hy"])
def test_terms_are_shown_first_then_set_then_taken_back(shop, sale, at_work, language):
    client = at_work(Role.MERCHANDISER, language=language)
    home = catalogue.category_paths([shop.oak])[shop.oak][-1]
    sent = FORM | {"category": str(home), "returnable": ""}
    preview = client.post(ADDRESS, sent)
    effect = preview.context["preview"]["effect"]
    assert (effect.lines, effect.before, effect.after) == (1, 1, 0)
    assert policies.policies() == ()
    done = client.post(ADDRESS, hidden(preview) | {"means": FORM["means"], "apply": "1"}, follow=True)
    (policy,) = policies.policies()
    assert (policy.category, policy.country, policy.terms.returnable) == (home, "AM", False)
    assert policy.terms.means == (Means.ORIGINAL, Means.GIFT_CARD)
    where, fields = undo_of(done)
    assert client.post(where, fields).status_code == 302
    assert policies.policies() == ()


def test_terms_that_changed_meanwhile_are_not_taken_back(shop, at_work):
    client = at_work(Role.MERCHANDISER)
    where, fields = undo_of(client.post(ADDRESS, FORM | {"apply": "1"}, follow=True))
    set_policy(category=None, country="AM", terms=Terms(days=90), now=shop.now, origin=WEB)
    assert client.post(where, fields).status_code == 409
    assert policies.policies()[0].terms.days == 90


def test_terms_are_ended_and_come_back(shop, at_work):
    client = at_work(Role.MERCHANDISER)
    set_policy(category=None, country=None, terms=Terms(days=90), now=shop.now, origin=WEB)
    page = client.get(f"{ADDRESS}?edit={policies.policies()[0].id}")
    assert page.context["form"].initial["days"] == 90
    sent = FORM | {"country": "", "days": "90", "end": "1"}
    assert client.post(ADDRESS, sent).context["preview"]["after"] is None
    done = client.post(ADDRESS, sent | {"apply": "1"}, follow=True)
    assert policies.policies() == ()
    where, fields = undo_of(done)
    client.post(where, fields)
    assert policies.policies()[0].terms == Terms(days=90)


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"days": "-1"}, 422), ({"means": []}, 422), ({"country": "Armenia"}, 422), ({"category": "99999999"}, 422)],
)
def test_terms_that_cannot_be_are_refused(at_work, shop, changed, status):
    assert at_work(Role.MERCHANDISER).post(ADDRESS, FORM | changed | {"apply": "1"}).status_code == status
    assert policies.policies() == ()


def test_who_may_not_set_prices_sets_no_terms(shop, at_work):
    agent = at_work(Role.AGENT)
    assert agent.get(ADDRESS).status_code == 200
    assert agent.post(ADDRESS, FORM | {"apply": "1"}).status_code == 403
    assert policies.policies() == ()


def test_requests_are_listed_and_declined_with_a_reason(shop, sale, at_work):
    asked = request_return(
        id=RequestId(ids.new()),
        order=sale,
        customer=None,
        kind=RequestKind.RETURN,
        lines=[Ask(1, 1, Reason.OTHER)],
        means=Means.ORIGINAL,
        language="en",
        now=shop.now,
        origin=WEB,
    ).request
    client = at_work(Role.AGENT)
    assert asked.label in text(client.get("/console/returns?status=requested"))
    assert asked.label not in text(client.get("/console/returns?status=declined"))
    address = f"/console/returns/{asked.id}/decline"
    client.post(address, {"reason": " "})
    assert requests.request(asked.id).is_open
    client.post(address, {"reason": "Worn"})
    assert requests.request(asked.id).status is RequestStatus.DECLINED
    assert client.post(address, {"reason": "Worn"}).status_code == 409

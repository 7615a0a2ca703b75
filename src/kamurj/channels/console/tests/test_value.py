import pytest

from kamurj.channels.console.tests.pages import hidden, text
from kamurj.foundation.access.contracts import Role
from kamurj.kernel.origin import Channel, Origin
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import AccountStatus, Kind
from kamurj.stored_value.errors import AccountBlocked

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(customer):
    return f"/console/customers/{customer}/value"


def give(client, customer, *, key="form", **changed):
    form = {"request_key": key, "kind": "store_credit", "amount": "50.00", "currency": "AMD", "reason": "Late", **changed}
    return client.post(page_of(customer), form)


def test_an_agent_gives_store_credit_with_a_reason_once_a_form(shop, at_work, ani):
    agent = at_work(Role.AGENT)
    assert hidden(agent.get(page_of(ani)))["request_key"]
    assert "AMD 50" in text(give(agent, ani))
    give(agent, ani)
    (credit,) = value.accounts_of(customer=ani)
    assert (credit.kind, credit.balance.minor) == (Kind.STORE_CREDIT, 50_00)
    give(agent, ani, key="another")
    assert value.account(account=credit.id).balance.minor == 100_00
    assert "Late" in text(agent.get(page_of(ani)))


def test_the_code_of_a_new_card_is_shown_on_its_own_answer_alone(shop, desk, ani):
    answer = give(desk, ani, kind="gift_card")
    issued = answer.context["issued"]
    assert issued.code in text(answer)
    assert stored.look_up(code=issued.code, caller="ani", now=shop.now).id == issued.account.id
    assert issued.code not in text(desk.get(page_of(ani)))


@pytest.mark.parametrize("changed", [{"amount": "x"}, {"amount": "-1"}, {"amount": "0"}, {"reason": ""}, {"currency": "?"}])
def test_what_makes_no_sense_is_refused_and_nothing_is_given(shop, desk, ani, changed):
    assert give(desk, ani, **changed).status_code in (400, 422)
    assert value.accounts_of(customer=ani) == ()


def test_an_account_is_blocked_and_unblocked_with_a_reason(shop, desk, ani):
    issued = give(desk, ani, kind="gift_card").context["issued"]
    address = f"{page_of(ani)}/{issued.account.id}"
    assert desk.post(address, {"change": "block", "reason": ""}).status_code == 400
    assert desk.post(address, {"change": "block", "reason": "stolen"}).status_code == 302
    assert value.account(account=issued.account.id).status is AccountStatus.BLOCKED
    with pytest.raises(AccountBlocked):
        stored.spend(
            account=issued.account.id,
            amount=issued.account.balance,
            key="x",
            reference=None,
            now=shop.now,
            origin=Origin(channel=Channel.STORE),
        )
    assert desk.post(address, {"change": "unblock", "reason": "found"}).status_code == 302
    assert value.account(account=issued.account.id).status is AccountStatus.ACTIVE


def test_who_may_not_refund_gives_nothing(shop, at_work, ani):
    for role in (Role.MARKETER, Role.ASSOCIATE, None):
        assert give(at_work(role), ani).status_code in (302, 403, 404)
    assert value.accounts_of(customer=ani) == ()


def test_the_page_reads_armenian(shop, at_work, ani):
    page = text(at_work(Role.AGENT, "hy").get(page_of(ani)))
    assert "Տրամադրել գումար" in page

from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.kernel.money import Money
from kamurj.stored_value import queries as value

RULE = {"currency": "AMD", "percent": "2.5", "point": "10", "valid_days": "365"}


def test_a_rule_is_tried_then_set_then_ended_and_taken_back(shop, at_work):
    client = at_work(Role.MERCHANDISER)
    assert "No points yet" in text(client.get("/console/points"))
    preview = client.post("/console/points", RULE)
    assert "would have brought points worth" in text(preview)
    assert value.points_rules() == {}
    done = client.post("/console/points", {**hidden(preview), "apply": "1"}, follow=True)
    rule = value.points_rules()["AMD"]
    assert (rule.basis_points, rule.point, rule.valid_days) == (250, Money(10_00, "AMD"), 365)
    assert "2.5%" in text(done)
    ended = client.post("/console/points/end", {"currency": "AMD"}, follow=True)
    assert value.points_rules() == {}
    where, fields = undo_of(ended)
    client.post(where, fields)
    assert value.points_rules()["AMD"].basis_points == 250
    assert client.post(where, fields).status_code == 409


def test_what_makes_no_rule_is_refused(shop, desk):
    for wrong in ({"percent": "0"}, {"percent": "101"}, {"point": "free"}, {"point": "0"}, {"valid_days": "0"}):
        assert desk.post("/console/points", {**RULE, **wrong, "apply": "1"}).status_code in (400, 422), wrong
    assert desk.post("/console/points/end", {"currency": "AMD"}).status_code == 400
    assert value.points_rules() == {}
    desk.post("/console/points", {**RULE, "apply": "1"})
    assert desk.post("/console/points", RULE).status_code == 400

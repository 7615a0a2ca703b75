from django.urls import URLPattern, get_resolver

from kamurj.foundation.access.entering import rule_of
from kamurj.foundation.access.errors import NoRule


def addresses(patterns=None, before=""):
    """Every address of the house with its view and name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback, pattern.name
        else:
            yield from addresses(pattern.url_patterns, route)


def has_rule(view, name) -> bool:
    try:
        rule_of(view, name)
    except NoRule:
        return False
    return True


def test_every_address_says_who_may_come_in():
    assert [route for route, view, name in addresses() if not has_rule(view, name)] == []


def test_there_are_addresses_to_look_at():
    assert {name for _, _, name in addresses()} >= {"health", "ready", "media", "set_language", "account_login"}

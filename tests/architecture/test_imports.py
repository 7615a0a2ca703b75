import tomllib

from tests.architecture.tracked import ROOT, SOURCE

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_every_room_is_named_where_the_order_inside_rooms_is_kept():
    [order] = [contract for contract in CONTRACTS if contract["id"] == "rooms"]
    rooms = {
        ".".join(("kamurj", *path.parent.relative_to(SOURCE).parts))
        for path in SOURCE.rglob("operations*")
        if {"tests", "channels", "__pycache__"}.isdisjoint(path.parts)
    }
    assert rooms - set(order["containers"]) == set()

from __future__ import annotations

import pytest

from kamurj.commands import demo, fill_demo
from kamurj.commands.database.choice import Database
from kamurj.commands.refusals import Refused

DATABASE = Database(url="postgresql://nowhere/kamurj", server=None)


@pytest.fixture
def steps(monkeypatch):
    taken = []
    monkeypatch.setattr(demo, "_run", lambda *arguments: taken.append(arguments))
    monkeypatch.setattr(demo, "recreate", lambda _url: taken.append(("recreate",)))
    return taken


@pytest.fixture
def found(monkeypatch):
    def install(*, mark, products):
        monkeypatch.setattr(fill_demo, "read_mark", lambda _url: mark)
        monkeypatch.setattr(fill_demo, "holds_products", lambda _url: products)

    return install


def test_an_empty_database_is_filled(steps, found):
    found(mark="", products=False)
    demo.fill_once(DATABASE, seed=7, fresh=False)
    assert steps == [("fill-demo", "--seed", "7")]


def test_a_filled_one_is_left_as_it_is(steps, found, capsys):
    found(mark="kamurj demo: filled with seed 7", products=True)
    demo.fill_once(DATABASE, seed=7, fresh=False)
    assert steps == []
    assert capsys.readouterr().err == ""


def test_another_seed_on_a_filled_one_says_how_to_get_it(steps, found, capsys):
    found(mark="kamurj demo: filled with seed 7", products=True)
    demo.fill_once(DATABASE, seed=8, fresh=False)
    assert steps == []
    assert "holds a demo (with seed 7); --fresh makes it anew" in capsys.readouterr().err


@pytest.mark.parametrize("fresh", [False, True])
def test_an_interrupted_filling_begins_anew(steps, found, fresh):
    found(mark="kamurj demo: begun", products=True)
    demo.fill_once(DATABASE, seed=7, fresh=fresh)
    assert steps == [("recreate",), ("migrate", "--quiet"), ("fill-demo", "--seed", "7")]


def test_fresh_makes_a_filled_one_anew(steps, found):
    found(mark="kamurj demo: filled with seed 7", products=True)
    demo.fill_once(DATABASE, seed=8, fresh=True)
    assert steps == [("recreate",), ("migrate", "--quiet"), ("fill-demo", "--seed", "8")]


@pytest.mark.parametrize("fresh", [False, True])
def test_somebodys_own_data_are_never_touched(steps, found, fresh):
    found(mark="", products=True)
    with pytest.raises(Refused, match=r"not the demo's.*KAMURJ_HOME=\./var-demo"):
        demo.fill_once(DATABASE, seed=7, fresh=fresh)
    assert steps == []


def test_a_check_listens_on_a_free_port_and_the_demo_on_the_usual_one():
    assert demo.parse([]).port == 8000
    assert demo.parse(["--port", "8005", "--check"]).port == 8005
    assert demo.parse(["--check"]).port not in {None, 8000}


def test_every_face_is_described_with_its_address_and_who_may_log_in():
    lines = demo.describe("http://127.0.0.1:8000")
    assert "Console  http://127.0.0.1:8000/console/" in lines
    assert any(line.split()[:2] == ["admin@kamurj.example", "apricot-bridge-2026"] for line in lines)


@pytest.mark.parametrize("arguments", [["--port", "0"], ["--port", "eighty"], ["--workers", "0"], ["--json"]])
def test_what_makes_no_sense_is_said_on_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as leaving:
        demo.parse(arguments)
    assert leaving.value.code == 2
    assert "./kamurj demo: error: " in capsys.readouterr().err.splitlines()[-1]

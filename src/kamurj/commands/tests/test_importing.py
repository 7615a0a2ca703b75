from __future__ import annotations

from pathlib import Path

import pytest

from kamurj.commands import importing
from kamurj.commands.refusals import Refused


def test_a_source_and_a_file_are_understood(tmp_path):
    (tmp_path / "stock.csv").write_text("sku,location,pieces\n")
    options = importing.parse(["stock", str(tmp_path / "stock.csv"), "--json"])
    assert (options.source, options.file, options.json) == ("stock", tmp_path / "stock.csv", True)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(Refused, match=r"no file nowhere\.csv.*\./kamurj import stock FILE"):
        importing.parse(["stock", str(Path("nowhere.csv"))])


def test_an_unknown_source_is_answered_with_those_there_are(capsys):
    with pytest.raises(SystemExit):
        importing.parse(["sap", "file.csv"])
    assert "'online-retail'" in capsys.readouterr().err

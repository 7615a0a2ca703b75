from __future__ import annotations

from pathlib import Path

import pytest

from kamurj.importers.contracts import Reject
from kamurj.importers.errors import ColumnsMissing, FileUnreadable
from kamurj.importers.plain.reading import CsvRow, read


def text(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_and_any_order_of_columns_is_read(tmp_path: Path, separator: str) -> None:
    path = text(tmp_path, f"on_hand{separator} SKU {separator}other\n3{separator} A-1 {separator}x\n")
    assert list(read(path, needed=("sku", "on_hand"))) == [CsvRow(line=1, values={"on_hand": "3", "sku": "A-1"})]


def test_a_byte_order_mark_and_empty_lines_are_no_trouble(tmp_path: Path) -> None:
    path = text(tmp_path, b"\xef\xbb\xbfsku,on_hand\n\nA,1\n,\n")
    assert [row.line for row in read(path, needed=("sku", "on_hand"))] == [2]


def test_a_row_of_another_length_is_named_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = text(tmp_path, "sku,on_hand\nA,1,2\nB,2\n")
    first, second = read(path, needed=("sku", "on_hand"))
    assert isinstance(first, Reject)
    assert (first.line, first.reason) == (1, "3 fields where the header has 2")
    assert isinstance(second, CsvRow)


def test_missing_columns_are_named_before_any_row(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissing) as refusal:
        list(read(text(tmp_path, "sku,pieces\nA,1\n"), needed=("sku", "location", "on_hand")))
    assert refusal.value.params["missing"] == "location, on_hand"


@pytest.mark.parametrize("content", ["sku,on_hand\nհաց,1\n".encode("utf-16"), "sku,name\nA,Բ\n".encode()[:-2] + b"\xff\n"])
def test_text_in_another_encoding_is_refused_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    with pytest.raises((FileUnreadable, ColumnsMissing)) as refusal:
        list(read(text(tmp_path, content), needed=("sku",)))
    assert "file.csv" in str(refusal.value)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="empty"):
        list(read(text(tmp_path, ""), needed=("sku",)))


def test_a_nul_byte_spoils_its_row_only(tmp_path: Path) -> None:
    rows = list(read(text(tmp_path, "sku,on_hand\nA\x00,1\nB,2\n"), needed=("sku", "on_hand")))
    assert isinstance(rows[0], Reject)
    assert isinstance(rows[1], CsvRow)

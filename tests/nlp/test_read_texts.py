"""Texts are found in plain lines, CSV and JSON Lines; what cannot be read says where and what to do."""

from __future__ import annotations

import pytest

from nlp.read_texts import Shape, Text, UnreadableInputError, read_texts


def test_plain_lines_keep_their_number_and_order() -> None:
    """One text a line, an empty line too."""
    assert list(read_texts(["eins\n", "\n", "drei"])) == [Text("eins"), Text(""), Text("drei")]


def test_json_lines_bring_their_ids() -> None:
    """Objects and bare strings are read; blank lines are not texts."""
    lines = ['{"id": 7, "text": "gut"}\n', "\n", '{"text": "schlecht"}\n', '"nackt"']
    assert list(read_texts(lines)) == [Text("gut", 7), Text("schlecht"), Text("nackt")]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_finds_its_separator(mark: str) -> None:
    """The column is found by name, quoted line breaks stay inside."""
    lines = [f"id{mark}text\n", f'1{mark}"so\n', 'la la"\n', f"2{mark}gut\n"]
    assert list(read_texts(lines, name="x.csv")) == [Text("so\nla la", "1"), Text("gut", "2")]


def test_another_field_can_be_named() -> None:
    """The text may stand in any column or field."""
    assert list(read_texts(['{"comment": "gut"}'], field="comment")) == [Text("gut")]


@pytest.mark.parametrize(
    ("lines", "shape", "message"),
    [
        (["a,b\n", "1,2\n"], Shape.CSV, "no column 'text'; there are a, b"),
        (['{"text": "x"}\n', "nix"], Shape.JSONL, "-:2: not JSON"),
        (['{"comment": "x"}'], Shape.JSONL, "-:1: no text in field 'text'"),
        (['{"text": 5}'], Shape.JSONL, "-:1: no text in field 'text'"),
    ],
)
def test_what_cannot_be_read_says_where(lines: list[str], shape: Shape, message: str) -> None:
    """The message names the line and the way out."""
    with pytest.raises(UnreadableInputError, match=r"--field|one object a line") as caught:
        list(read_texts(lines, shape=shape))
    assert message in str(caught.value)


def test_nothing_in_nothing_out() -> None:
    """An empty input has no texts; a byte order mark is not one."""
    assert list(read_texts([])) == []
    assert list(read_texts(["\ufeffgut"])) == [Text("gut")]

"""`echoloop classify` writes one line for every text, from lines, CSV or JSON Lines, and says what it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.failure import CommandError
from app.cli.main import cli
from conversation.reading import TOPICS


def classify(*arguments: str, given: str = "") -> str:
    """What the command writes to standard output."""
    done = CliRunner().invoke(cli, ["classify", *arguments], input=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_one_json_line_for_every_line() -> None:
    """Lines from standard input, an empty one too, come back in order with all that was seen."""
    lines = ["Der Bus kam zwei Stunden zu spät!", "", "The staff was wonderful"]
    rows = [json.loads(line) for line in classify("-", given="\n".join(lines) + "\n").splitlines()]
    assert [row["text"] for row in rows] == lines
    assert [row["sentiment"] for row in rows] == ["negative", "neutral", "positive"]
    assert [row["language"] for row in rows] == ["de", "", "en"]
    assert "punctuality_delivery" in rows[0]["topics"]
    for row in rows:
        assert set(row["topics"]) == set(row["topic_confidences"]) <= set(TOPICS)
        assert 0 <= row["confidence"] <= 1
        assert isinstance(row["mixed"], bool)
    assert rows[1]["unsure"] is True


def test_csv_and_json_lines_bring_their_ids(tmp_path: Path) -> None:
    """Ids of the input stand in the output."""
    table = tmp_path / "answers.csv"
    table.write_text('id;comment\n7;"gut; sehr gut"\n', encoding="utf-8")
    row = json.loads(classify(str(table), "--field", "comment"))
    assert (row["id"], row["text"]) == ("7", "gut; sehr gut")
    objects = tmp_path / "answers.jsonl"
    objects.write_text('{"id": 8, "text": "schlecht"}\n', encoding="utf-8")
    assert json.loads(classify(str(objects)))["id"] == 8


def test_short_lines_for_people() -> None:
    """--format text gives one readable line each."""
    line = classify("-", "--format", "text", given="Das Zimmer war total dreckig\n")
    assert line.startswith("negative")
    assert line.rstrip().endswith("dreckig")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.txt", None, "does not exist"),
        ("x.csv", "a,b\n1,2\n", "no column 'text'"),
        ("x.jsonl", "{nix\n", "x.jsonl:1: not JSON"),
        ("latin.txt", b"sch\xf6n\n", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(
    tmp_path: Path, name: str, content: str | bytes | None, message: str
) -> None:
    """A missing file, a missing column, broken JSON and a wrong encoding end without a traceback."""
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        classify(str(path))


def test_a_missing_model_is_said_in_a_line(tmp_path: Path) -> None:
    """The way out is named."""
    with pytest.raises(CommandError, match="echoloop train"):
        classify("-", "--model", str(tmp_path), given="gut\n")


def test_topics_of_the_experience_are_found_too(tmp_path: Path) -> None:
    """`--experience` adds the topics of topics.yaml to the model's."""
    texts = tmp_path / "texts.txt"
    texts.write_text("kids club was a joke\n", encoding="utf-8")
    (row,) = classify(str(texts), "--experience", "experience").splitlines()
    assert "kids_club" in json.loads(row)["topics"]

"""The usual YAML accidents get a message of their own, at their line, all in one run."""

from __future__ import annotations

import pytest

from authoring.marked_yaml import parse


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nde: {{ hello }} Wie geht es?\nb: 2\n", "yaml-braces", 2, 5),
        ("de: {{ hello }}\n", "yaml-braces", 1, 5),
        ("de: !!! Achtung\n", "yaml-sign", 1, 5),
        ("de: ! Achtung\n", "yaml-sign", 1, 5),
        ("de: !wichtig Hallo\n", "yaml-sign", 1, 5),
        ("- !!!\n", "yaml-sign", 1, 3),
        ("de: &amp und mehr\n", "yaml-sign", 1, 5),
        ("de: *fett* ist es\n", "yaml-star", 1, 5),
        ("de: @anna kommt\n", "yaml-sign", 1, 5),
        ("de: `code`\n", "yaml-sign", 1, 5),
        ("de: 'Ja' sagte er\nen: x\n", "yaml-quote", 1, 5),
        ('de: "Ja" sagte er\nen: x\n', "yaml-quote", 1, 5),
        ('de: "nie zu Ende\nen: x\n', "yaml-quote", 1, 5),
        ('de: "C:\\quer"\n', "yaml-quote", 1, 5),
        ("de: Achtung: heute\n", "yaml-colon", 1, 5),
        ("de:Hallo\nen: x\n", "yaml-space", 1, 4),
        ("de: - nein -\n", "yaml-dash", 1, 5),
        ("de: | Hallo\n  du\n", "yaml-block", 1, 5),
        ("de: [Hallo\nen: x\n", "yaml-bracket", 1, 5),
        ("steps:\n\t- say: a\n", "yaml-tab", 2, 1),
        ("x: {de: Gern, danke, en: Sure}\n", "yaml-inline", 1, 15),
        ("x: {de: Ja: gern}\n", "yaml-inline", 1, 4),
        ("de: Bus #7 kam nie\n", "yaml-comment", 1, 9),
        ("channel: #care\n", "yaml-comment", 1, 10),
        ("- Bus #7\n", "yaml-comment", 1, 7),
        ("a: 1\na: 2\n", "duplicate-key", 2, 1),
        ("a: 1\n---\nb: 2\n", "yaml-documents", 2, 1),
        ("a: x\x07y\n", "yaml-encoding", 1, 5),
        ("a: x\ufffdy\n", "yaml-encoding", 1, 5),
        ("", "yaml-empty", 1, 1),
        ("# only a comment\n", "yaml-empty", 1, 1),
        ("- a: 1\n  b: 2\n c: 3\n", "yaml", 3, 2),
        ("de: Hallo\nund weiter\nb: 1\n", "yaml", 2, 1),
    ],
)
def test_an_accident_is_named_at_its_place(text: str, code: str, line: int, column: int) -> None:
    """Each accident yields its own code, and the line and column where the author finds it."""
    _, problems = parse("flows/x.yaml", text)
    assert [(found.code, found.line, found.column) for found in problems] == [(code, line, column)]
    assert all(found.message and found.way_out for found in problems)


def test_several_accidents_are_reported_in_one_run() -> None:
    """A line that we can explain does not hide the next one."""
    text = "a: 1\nde: {{ hello }} Hallo\nen: Note: today\nb: @x\nc: Bus #7\n"
    _, problems = parse("x.yaml", text)
    assert [(found.line, found.code) for found in problems] == [
        (2, "yaml-braces"),
        (3, "yaml-colon"),
        (4, "yaml-sign"),
        (5, "yaml-comment"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "team: care # who works it\n",
        'channel: "#care"\n',
        "de: |\n  {{ hello }} Bus #7: *nie* & @anna !!!\n  - nein -\n",
        'x: {de: "Gern, danke", en: "Sure: gladly"}\n',
        "{de: Gern, en: Gladly}\n",
        "\ufeffa: 1\r\nb: 2\r\n",
        "de: Um 9:30 Uhr, zu 100 %, Bus#7\n",
    ],
)
def test_what_reads_as_meant_is_left_in_peace(text: str) -> None:
    """Comments, quotes, block texts, BOM and Windows line ends are no problem."""
    root, problems = parse("x.yaml", text)
    assert root is not None
    assert problems == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("when: &a {any: [*a]}\n", "yaml-alias"),
        ("a: &a [x]\nb: *a\n", "yaml-alias"),
        ("a: " + "[" * 3000 + "]" * 3000 + "\n", "too-deep"),
        ("a: " + "{any: [" * 40 + "x" + "]}" * 40 + "\n", "too-deep"),
    ],
)
def test_what_could_go_round_in_circles_is_not_read(text: str, code: str) -> None:
    """Aliases and bottomless nesting end in a message, never in a crash."""
    root, problems = parse("x.yaml", text)
    assert root is None
    assert code in {found.code for found in problems}

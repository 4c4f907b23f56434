"""Reads YAML into nodes that know their line and column; every accident on the way is a problem, none an exception.

PyYAML's C parser composes the nodes. Values are read by their text, so YAML 1.1's surprises (yes, no, on, off,
1:30, 0123) do not happen. Where the parser stumbles over a line that we can explain, the line is mended in memory
and reading goes on, so that one run shows all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from authoring.accidents import CUT, mended, recognise
from authoring.problems import Problem

STUMBLES = 30
"""So many lines of one file are mended before we stop reading it."""

DEEP = 60
"""So many lists and maps may lie in each other: more than any flow needs, less than a reader's stack."""

ENDLESS = ("yaml-alias", "too-deep")
"""What makes a file's nodes unfit for readers: they could go round in circles."""


def parse(file: str, text: str) -> tuple[Node | None, list[Problem]]:
    """Compose one file; the node is None where the file is empty or cannot be read any further."""
    unreadable = list(_unreadable(file, text))
    if unreadable:
        return None, unreadable
    lines = text.removeprefix("\ufeff").splitlines()
    problems: list[Problem] = []
    for _ in range(STUMBLES):
        try:
            root = yaml.compose("\n".join(lines) + "\n", Loader=yaml.CSafeLoader)
        except RecursionError:
            return None, [*problems, _too_deep(file, 1, 1)]
        except yaml.MarkedYAMLError as error:
            problem, index = _explain(file, lines, error)
            problems.append(problem)
            if index is None:
                return None, problems
            lines[index] = mended(lines[index], problem.column)
            continue
        if root is None:
            problems.append(Problem(file, 1, 1, "yaml-empty", "the file is empty", "write it, or delete it"))
            return None, problems
        slips = list(_slips(file, lines, root, set(), 0))
        endless = any(slip.code in ENDLESS for slip in slips)
        return (None if endless else root), problems + slips
    return None, problems


def _too_deep(file: str, line: int, column: int) -> Problem:
    message, way_out = "lists and maps lie too deep in each other", "close the brackets, or split the file"
    return Problem(file, line, column, "too-deep", message, way_out)


def _unreadable(file: str, text: str) -> Iterator[Problem]:
    """Signs that no YAML parser takes: other encodings, control characters."""
    for number, line in enumerate(text.split("\n"), 1):
        for match in re.finditer(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]", line):
            what = "the file is not UTF-8" if match[0] == "\ufffd" else "an invisible control character stands here"
            way_out = "save the file as UTF-8" if match[0] == "\ufffd" else "delete it (retype the word around it)"
            yield Problem(file, number, match.start() + 1, "yaml-encoding", what, way_out)
            return


def _explain(file: str, lines: list[str], error: yaml.MarkedYAMLError) -> tuple[Problem, int | None]:
    """The parser's complaint in the author's words, and the index of the line to mend where we know it."""
    mark = error.problem_mark or error.context_mark
    at = mark.line if mark else 0
    if error.problem and "another document" in error.problem:
        way_out = "one file holds one thing: delete the line ---, or make two files"
        return Problem(file, at + 1, 1, "yaml-documents", "a second document begins here", way_out), None
    for index in _suspects(lines, error):
        if (found := recognise(lines[index])) is not None:
            accident, column = found
            return Problem(file, index + 1, column, accident.code, accident.message, accident.way_out), index
    return _generic(file, lines, error, at), None


def _suspects(lines: list[str], error: yaml.MarkedYAMLError) -> Iterator[int]:
    """Lines that may be to blame: where the parser stood, where the thing it was reading began, the line above."""
    marks = [mark.line for mark in (error.problem_mark, error.context_mark) if mark]
    where = marks[0] if marks else 0
    begun = marks[1:] if error.context and "block" not in error.context else []
    seen = [where, *begun, where - 1]
    yield from (index for index in seen if 0 <= index < len(lines) and lines[index].strip())


def _generic(file: str, lines: list[str], error: yaml.MarkedYAMLError, at: int) -> Problem:
    column = error.problem_mark.column + 1 if error.problem_mark else 1
    line = min(at, len(lines) - 1)
    if error.problem and ("expected key" in error.problem or "indicator" in error.problem):
        message, way_out = "this line is not indented like its neighbours", "line it up with the keys it belongs to"
    elif error.problem and "expected ':'" in error.problem:
        message = "a line without a key: a text over several lines needs |"
        way_out = "write | after the key and all lines of the text below it, indented"
        line = error.context_mark.line if error.context_mark else line
    elif error.problem and "values are not allowed" in error.problem:
        message = "a colon and a space inside a text begin a map"
        way_out = "write | after the key and all lines of the text below it, indented"
    else:
        message, way_out = f"this is not YAML: {error.problem}", "compare with the lines around it"
    return Problem(file, line + 1, column, "yaml", message, way_out)


def _slips(file: str, lines: list[str], node: Node, seen: set[int], depth: int) -> Iterator[Problem]:
    """Accidents that YAML reads without complaint but not as meant."""
    line, column = node.start_mark.line, node.start_mark.column
    if id(node) in seen:
        message = "a YAML alias (*) repeats this part; the language has none"
        yield Problem(file, line + 1, column + 1, "yaml-alias", message, "write the part out where it is repeated")
        return
    if depth > DEEP:
        yield _too_deep(file, line + 1, column + 1)
        return
    seen.add(id(node))
    sign = lines[line][column : column + 1] if line < len(lines) else ""
    if sign in ("&", "!"):
        message = f"a value that begins with {sign} is taken for a sign of YAML, so this text would lose a part"
        way_out = "put the text in quotes, or write | after the key and the text on the next line"
        yield Problem(file, line + 1, column + 1, "yaml-sign", message, way_out)
    if isinstance(node, ScalarNode):
        yield from _cut(file, lines, node)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _slips(file, lines, item, seen, depth + 1)
    elif isinstance(node, MappingNode):
        yield from _map_slips(file, lines, node, seen, depth)


def _map_slips(file: str, lines: list[str], node: MappingNode, seen: set[int], depth: int) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for key, value in node.value:
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
        if not isinstance(key, ScalarNode):
            way_out = "put the text in quotes, or write | after the key and the text on the next line"
            message = "a text that begins with {{ is taken for a YAML map"
            yield Problem(file, node.start_mark.line + 1, node.start_mark.column + 1, "yaml-braces", message, way_out)
            return
        if key.value in first:
            message = f'"{key.value}" stands here twice (first in line {first[key.value]})'
            yield Problem(file, line, column, "duplicate-key", message, "keep one of the two")
        first.setdefault(key.value, line)
        if node.flow_style and isinstance(value, ScalarNode) and not value.value and not value.style:
            message = f'inside {{…}} a comma ends a text: "{key.value}" is read as a key without a value'
            way_out = 'put the text in quotes, like {de: "Ja, gern"}'
            yield Problem(file, line, column, "yaml-inline", message, way_out)
        yield from _slips(file, lines, value, seen, depth + 1)


def _cut(file: str, lines: list[str], node: ScalarNode) -> Iterator[Problem]:
    """Text lost behind ` #`, which begins a comment."""
    end = node.end_mark
    if node.style or end.line >= len(lines):
        return
    rest = lines[end.line][end.column :]
    if CUT.match(rest):
        column = end.column + len(rest) - len(rest.lstrip()) + 1
        message = f'the text is cut off: everything from "{rest.strip()[:12]}" on is a comment'
        way_out = "put the text in quotes (or, if a comment is meant, write a space after #)"
        yield Problem(file, end.line + 1, column, "yaml-comment", message, way_out)

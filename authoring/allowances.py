"""Comments that silence a check where its author knows better: `# allow CODE: reason`, on the line or above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from authoring.checks import CHECKS
from authoring.problems import Problem, pick

CODE = "allow"

_COMMENT = re.compile(r"(?:^|\s)#\s*allow\s+(?P<code>[\w-]+)\s*(?::\s*(?P<reason>.*))?$")


def without_allowed(problems: Iterable[Problem], files: Mapping[str, str]) -> Iterator[Problem]:
    """The problems that no comment allows, and what is wrong with the comments.

    Only checks can be silenced: what cannot be read stays an error. An allowance that silences nothing is a note,
    so that none is left behind when its reason is gone.
    """
    allowed = {place: match for place, match in _comments(files) if _fault(match) == ("", "")}
    used: set[tuple[str, int]] = set()
    for problem in problems:
        places = ((problem.file, line) for line in (problem.line, problem.line - 1))
        place = next((one for one in places if one in allowed and allowed[one]["code"] == problem.code), None)
        if place is None:
            yield problem
        else:
            used.add(place)
    for (file, line), match in _comments(files):
        message, way_out = _fault(match)
        if message:
            yield Problem(file, line, match.start("code") + 1, CODE, message, way_out)
        elif (file, line) not in used:
            message, way_out = f"there is no {match['code']} here to allow", "delete the comment"
            yield Problem(file, line, match.start("code") + 1, CODE, message, way_out, "note")


def _fault(match: re.Match[str]) -> tuple[str, str]:
    code = match["code"]
    if code not in CHECKS:
        return f'there is no check "{code}" that could be silenced', pick(code, CHECKS)
    if not (match["reason"] or "").strip():
        return "an allowance needs a reason", f"write # allow {code}: and why it is right here"
    return "", ""


def _comments(files: Mapping[str, str]) -> Iterator[tuple[tuple[str, int], re.Match[str]]]:
    """Comments that name a check, or nearly: "# allow" may also be a customer's word in a transcript."""
    for file, text in files.items():
        if "# allow " in text:
            for number, line in enumerate(text.splitlines(), 1):
                match = _COMMENT.search(line)
                if match is not None and (match["code"] in CHECKS or get_close_matches(match["code"], CHECKS, n=1)):
                    yield (file, number), match

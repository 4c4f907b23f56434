"""Problems are shown for people, for GitHub and as JSON, with the same facts."""

from __future__ import annotations

import json

from authoring.problems import Problem, pick
from authoring.report import as_github, as_json, as_text

BAD = Problem("flows/a.yaml", 3, 5, "unknown-key", 'say: "x" is not known, 100 %', "one of: de, en")
NOTE = Problem("flows/b.yaml", 1, 1, "long-survey", "some customers", "keep it to 3", "note")


def test_people_read_place_code_message_and_way_out() -> None:
    """Each problem opens with file:line:col, as editors expect; the sums stand last."""
    assert as_text([BAD, NOTE], "experience").splitlines() == [
        'experience/flows/a.yaml:3:5 error unknown-key: say: "x" is not known, 100 %',
        "    one of: de, en",
        "experience/flows/b.yaml:1:1 note long-survey: some customers",
        "    keep it to 3",
        "1 error, 1 note",
    ]


def test_github_gets_annotations() -> None:
    """Errors and notices are workflow commands; signs that would break them are escaped."""
    assert as_github([BAD, NOTE]).splitlines() == [
        '::error file=flows/a.yaml,line=3,col=5,title=unknown-key::say: "x" is not known, 100 %25%0Aone of: de, en',
        "::notice file=flows/b.yaml,line=1,col=1,title=long-survey::some customers%0Akeep it to 3",
    ]


def test_json_holds_every_field() -> None:
    """Programs get a list of objects."""
    assert json.loads(as_json([BAD], "experience"))[0] == {
        "file": "experience/flows/a.yaml",
        "line": 3,
        "column": 5,
        "code": "unknown-key",
        "message": BAD.message,
        "way_out": BAD.way_out,
        "severity": "error",
    }


def test_the_nearest_word_is_offered_first() -> None:
    """Did-you-mean comes before the list, and only where a word is near."""
    assert pick("sclae", ["scale", "then"]) == 'did you mean "scale"? one of: scale, then'
    assert pick("xyz", ["scale", "then"]) == "one of: scale, then"

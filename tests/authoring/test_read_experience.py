"""The examples of the language read as they were meant, and mistakes are named at their place, all at once."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from authoring.load_files import load_files
from authoring.problems import Problem
from authoring.read_experience import bundle_of, read_experience
from authoring.read_step_kinds import READERS
from conversation.conditions import Condition, Range, Test
from conversation.steps import KINDS
from conversation.steps.ask_score import AskScore
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from journey.moments import Moment, Repeat, Span
from journey.plan import Budget

EXAMPLES = Path(__file__).parent / "examples"
HEAD = "echoloop: 1\nflow: sample\npurpose: service\nsteps:\n"
BRAND = {"brand.yaml": "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n"}


def problems_of(**files: str) -> list[Problem]:
    """What is found in a world of a brand and these files (flow = flows/sample.yaml)."""
    paths = {"flow": "flows/sample.yaml", "journey": "journeys/trip.yaml"}
    return read_experience(BRAND | {paths.get(name, f"{name}.yaml"): text for name, text in files.items()})[1]


def found(problems: list[Problem]) -> list[tuple[int, int, str]]:
    """Line, column and code of each problem."""
    return [(problem.line, problem.column, problem.code) for problem in problems]


def test_the_examples_read_without_a_problem() -> None:
    """All example files pass reader and checks, without even a note."""
    experience, problems = read_experience(load_files(EXAMPLES))
    assert problems == []
    assert experience is not None
    assert set(experience.flows) >= {"post_trip_nps", "welcome", "return_request"}
    assert experience.bundle == bundle_of(experience.files)


def test_a_flow_becomes_its_steps() -> None:
    """Nested blocks, conditions, reminders and durations arrive as written."""
    experience, _ = read_experience(load_files(EXAMPLES))
    assert experience is not None
    flow = experience.flows["post_trip_nps"]
    assert (flow.purpose, flow.expires_after, flow.brand.name) == ("survey", timedelta(days=3), "Sonnweg")
    score = flow.steps[0]
    assert isinstance(score, AskScore)
    assert score.text.de.startswith("{{ hello }} Wie wahrscheinlich")
    assert (score.scale, score.remind[0].after) == ("nps", timedelta(hours=24))
    case = score.then["detractor"][1]
    assert isinstance(case, OpenCase)
    assert case.when == Condition(
        any_of=(
            Condition(tests=(Test("topics", ("payment_refund", "safety_security")),)),
            Condition(tests=(Test("sentiment", ("negative",)), Test("recommend", (Range(0, 3),)))),
            Condition(tests=(Test("why_not", ("unsure",)),)),
        )
    )
    invite = score.then["promoter"][1]
    assert isinstance(invite, Plan)
    assert (invite.name, invite.after) == ("recommendation_invite", timedelta(days=2))


def test_a_journey_becomes_its_contacts() -> None:
    """Phrases, facts and the place of each rule arrive as written."""
    experience, _ = read_experience(load_files(EXAMPLES))
    assert experience is not None
    journey = experience.journeys["trip"]
    contacts = {contact.name: contact for contact in journey.contacts}
    reminder = contacts["balance_reminder"]
    assert reminder.send == Moment(anchor="departure", span=Span(4, "w"), direction="before", at=time(10))
    assert (reminder.unless, reminder.rank, reminder.file) == ("balance_paid", 1, "journeys/trip.yaml")
    assert experience.files[reminder.file].splitlines()[reminder.line - 1] == "  - contact: balance_reminder"
    assert isinstance(contacts["travel_tips"].send, Repeat)
    assert contacts["travel_tips"].flows == ("tip_packing", "tip_with_children", "tip_local_food")
    assert contacts["come_back"].facts == {"customer.last_nps": ((9, 10),), "customer.open_bookings": (0,)}
    assert journey.stop_when == ("cancelled",)


def test_desk_rules_and_contact_rules_are_read() -> None:
    """Teams, answer times, budgets and quiet hours arrive in their units."""
    experience, _ = read_experience(load_files(EXAMPLES))
    assert experience is not None
    assert experience.desk.teams["care"].first_answer["high"] == timedelta(hours=1)
    assert experience.desk.one_case_hours == 24
    assert [rule.priority for rule in experience.desk.rules] == ["high", "high", "normal"]
    assert Budget(("survey", "marketing"), 1, Span(24, "h"), 6) in experience.rules.budgets
    assert (experience.rules.quiet_from, experience.rules.quiet_until) == (time(20), time(9))


@pytest.mark.parametrize(
    ("steps", "expected", "hint"),
    [
        ("  - sya: hello\n    en: Hi\n", (5, 5, "unknown-step"), 'did you mean "say"'),
        ("  - en: Hi\n    say: hello\n", (5, 5, "unknown-step"), "move say to the first line"),
        ("  - say: hello\n    en: Hi\n    rmind: 3\n", (7, 5, "unknown-key"), "one of: "),
        ("  - say: Hello\n    en: Hi\n", (5, 10, "bad-name"), "a-z"),
        ("  - say: hello\n    en: [Hi]\n", (6, 9, "wrong-type"), "write the text"),
        ("  - ask_score: score\n    en: Hi\n", (5, 5, "missing-key"), "add scale: nps"),
        ("  - ask_text: why\n    en: Hi\n    tries: 07\n", (7, 12, "bad-number"), "without zeros in front"),
        ("  - ask_text: why\n    en: Hi\n    optional: perhaps\n", (7, 15, "wrong-type"), "true or false"),
        ("  - ask_text: why\n    en: Hi\n    understand: sentment\n", (7, 17, "unknown-word"), '"sentiment"'),
        ("  - plan: invite\n    after: 2mo\n", (6, 12, "bad-phrase"), "3d, 4w"),
        ("  - plan: invite\n    after: 2 days\n", (6, 12, "bad-phrase"), "2d"),
        ("  - say: a\n    en: Hi\n  - say: a\n    en: Ho\n", (7, 5, "duplicate-name"), "a name of its own"),
        ("  - say: a\n    en: Hi\n    when: {any: x}\n", (7, 17, "wrong-type"), "dash"),
        ("  - say: a\n    en: Hi\n    when: {customer.nps: 9-3}\n", (7, 26, "bad-range"), "3-9"),
        ("  - say: a\n    when: sentiment\n    en: Hi\n", (6, 11, "wrong-type"), "{sentiment: negative}"),
        ("  - just text\n", (5, 5, "wrong-type"), "key: value"),
    ],
)
def test_a_mistake_in_a_step_is_named_with_its_way_out(steps: str, expected: tuple[int, int, str], hint: str) -> None:
    """Each mistake is found at its line and column, and the way out helps."""
    problems = [problem for problem in problems_of(flow=HEAD + steps) if problem.code == expected[2]]
    assert found(problems) == [expected]
    assert hint in problems[0].way_out


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"flow": "flow: sample\npurpose: service\nsteps:\n  - say: a\n    en: Hi\n"}, (1, 1, "missing-key")),
        ({"flow": "echoloop: 2\n" + HEAD[12:] + "  - say: a\n    en: Hi\n"}, (1, 11, "language-version")),
        ({"flow": HEAD.replace("sample", "other") + "  - say: a\n    en: Hi\n"}, (2, 7, "file-name")),
        ({"flow": HEAD.replace("service", "fun") + "  - say: a\n    en: Hi\n"}, (3, 10, "unknown-word")),
        ({"flow": "echoloop: 1\nflow: sample\npurpose: service\nsteps: []\n"}, (4, 8, "wrong-type")),
        ({"flow": "- a\n"}, (1, 1, "wrong-type")),
        ({"touchpoint": "echoloop: 1\n"}, (1, 1, "stray-file")),
        ({"contact_rules": "echoloop: 1\nbudget:\n  survey: 2 a month\n"}, (3, 11, "bad-phrase")),
        ({"contact_rules": "echoloop: 1\nbudget:\n  surveys: 2 per 30d\n"}, (3, 3, "unknown-word")),
        ({"desk": "echoloop: 1\nteams:\n  care: {first_answer: 1h}\n"}, (3, 9, "missing-key")),
        (
            {"touchpoints": "echoloop: 1\ntouchpoints:\n  shop: {phase: usage, kind: digital}\n"},
            (3, 17, "unknown-word"),
        ),
    ],
)
def test_a_mistake_in_a_file_is_named_at_its_place(files: dict[str, str], expected: tuple[int, int, str]) -> None:
    """Headers, vocabularies and phrases of every kind of file are checked."""
    assert expected in found(problems_of(**files))


def test_a_mistake_in_the_middle_of_a_phrase_is_named_at_its_column() -> None:
    """The column of a phrase's mistake counts from the line's beginning."""
    journey = "echoloop: 1\njourney: trip\ncontacts:\n  - contact: a\n    send: 4w befor departure\n    flow: sample\n"
    problems = problems_of(journey=journey, flow=HEAD + "  - say: a\n    en: Hi\n")
    assert found(problems) == [(5, 14, "bad-phrase")]


def test_a_file_that_cannot_be_read_is_not_blamed_on_the_others() -> None:
    """Where desk.yaml is broken, no case is told that its team is missing."""
    case = HEAD + "  - open_case: help\n    team: care\n    en: Hi\n"
    assert [problem.code for problem in problems_of(flow=case)] == ["unknown-team"]
    assert [problem.code for problem in problems_of(flow=case, desk="echoloop: 1\nteams: [\n")] == ["yaml-bracket"]


def test_answers_to_questions_speak_every_language() -> None:
    """A question of faq.yaml needs its answer in the brand's languages."""
    problems = problems_of(faq="echoloop: 1\nquestions:\n  luggage:\n    asks: [How much?]\n    de: Ein Koffer\n")
    assert found(problems) == [(4, 5, "missing-text")]


def test_without_brand_there_is_no_experience() -> None:
    """brand.yaml is the one file that every experience has."""
    experience, problems = read_experience({})
    assert experience is None
    assert [problem.code for problem in problems] == ["missing-file"]


def test_notes_do_no_harm() -> None:
    """An experience with nothing but notes is usable."""
    questions = "".join(f"  - ask_text: q{number}\n    en: Well?\n" for number in range(4))
    experience, problems = read_experience(BRAND | {"flows/sample.yaml": HEAD.replace("service", "survey") + questions})
    assert [problem.severity for problem in problems] == ["note"]
    assert experience is not None


def test_the_bundle_is_the_hash_of_all_files() -> None:
    """Any change of a path or a text is another bundle; the order of files is not."""
    one = {"a.yaml": "x", "b.yaml": "y"}
    assert bundle_of(one) == bundle_of(dict(reversed(one.items())))
    assert len({bundle_of(files) for files in (one, {"a.yaml": "xb", ".yaml": "y"}, {"a.yaml": "x"})}) == 3


def test_files_are_loaded_with_their_relative_paths(tmp_path: Path) -> None:
    """Only YAML files that are not hidden are loaded; foreign bytes are kept visible."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "a.yaml").write_text("ä", encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes(b"\xe4")
    (tmp_path / ".hidden.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "readme.md").write_text("x", encoding="utf-8")
    assert load_files(tmp_path) == {"flows/a.yaml": "ä", "b.yaml": "\ufffd"}


def test_every_kind_of_step_has_a_reader() -> None:
    """A new kind cannot be forgotten here."""
    assert set(READERS) == set(KINDS)

"""What customers read on every channel, from every shipped flow: scales have ends, platforms' limits hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from authoring.draft import all_steps
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from bots.keyboard import rows
from bots.prompt_text import text_of
from conversation.answers import question_of
from conversation.customer import Customer
from conversation.messages import Choice, Form, Language, Prompt
from conversation.prompts import build
from conversation.question import NO_QUESTION
from conversation.session import Session
from conversation.steps.asking import Asking

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
CHOICES = (Choice("1", "1", "a"), Choice("5", "5", "b"))
EXPERIENCE = Path(__file__).resolve().parents[2] / "experience"
READERS: tuple[tuple[Language, Form], ...] = (("de", "du"), ("de", "sie"), ("en", "du"))


def test_the_ends_of_a_scale_are_named_below_the_text() -> None:
    """Where the prompt brings labels they stand in a line of their own; a text that names them brings none."""
    asked = Prompt(template="Wie war es?", choices=CHOICES, layout="scale", low="schlecht", high="gut")
    assert text_of(asked, NOW) == "Wie war es?\n1 = schlecht, 5 = gut"
    assert text_of(Prompt(template="1 = schlecht", choices=CHOICES), NOW) == "1 = schlecht"
    assert text_of(Prompt(template=" ", low="a", high="b", choices=CHOICES), NOW) == ""


def test_choices_in_words_need_no_ends() -> None:
    """ "Better than expected" on a button says what it means; no line with numbers explains it again."""
    words = (Choice("-1", "Schlechter", "a"), Choice("1", "Besser", "b"))
    asked = Prompt(template="Wie war es?", choices=words, layout="row", low="schlechter", high="besser")
    assert text_of(asked, NOW) == "Wie war es?"


def test_choices_are_laid_out_as_people_read_them() -> None:
    """NPS in two rows, short scales in one, long labels below each other, nothing wider than a phone."""
    numbers = tuple(Choice(str(number), str(number), "x") for number in range(11))
    assert [len(row) for row in rows(numbers, "scale")] == [6, 5]
    assert [len(row) for row in rows(numbers[:7], "scale")] == [7]
    assert [len(row) for row in rows(numbers[:3], "column")] == [1, 1, 1]
    long = tuple(Choice(str(number), "eine lange Antwort", "x") for number in range(3))
    assert [len(row) for row in rows(long, "row")] == [1, 1, 1]


def shipped_prompts() -> Iterator[tuple[str, Prompt]]:
    """Every text of every shipped flow, in every language and form."""
    experience, _ = read_experience(load_files(EXPERIENCE))
    assert experience is not None
    for flow in experience.flows.values():
        for step in all_steps(flow.steps):
            for language, form in READERS:
                customer = Customer(id="c", channel="telegram", first_name="Anna", language=language, form=form)
                session = Session(id="abcdefghijkl", flow=flow.name, bundle="b", customer=customer, started_at=NOW)
                question = question_of(step, language, form) if isinstance(step, Asking) else NO_QUESTION
                brand = replace(flow.brand, form=form)
                yield f"{flow.name}.{step.name}", build(step.text, session, brand, step=step.name, question=question)


def test_every_shipped_prompt_keeps_telegrams_limits() -> None:
    """4096 characters, 64 bytes a payload, 8 buttons a row, labels that can be read; and no scale without its ends."""
    seen = 0
    for place, prompt in shipped_prompts():
        text = text_of(prompt, NOW)
        assert len(text.encode("utf-16-le")) // 2 <= 4096, place
        for row in rows(prompt.choices, prompt.layout):
            assert 1 <= len(row) <= 8, place
            for choice in row:
                assert 1 <= len(choice.payload.encode()) <= 64, place
                assert 1 <= len(choice.label) <= 64, place
        if prompt.layout == "scale" and len(prompt.choices) > 3:
            assert "=" in text or ":" in text, f"{place} in {prompt.language}: {text}"
        seen += 1
    assert seen > 60

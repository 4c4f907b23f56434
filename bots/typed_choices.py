"""Writes a prompt's choices into its text, for channels where answers are typed.

A scale of numbers names its two ends, short labels are quoted, anything longer or not typeable is numbered. What the
author's own text already says is not said twice.
"""

from __future__ import annotations

import re

from conversation.messages import Choice, Prompt

TYPED_WORDS = 2  # a label of so many words is typed as it stands
TYPED_CHARACTERS = 16

_ANSWER = {
    ("de", "du"): "Antworte mit",
    ("de", "sie"): "Antworten Sie mit",
    ("en", "du"): "Reply with",
    ("en", "sie"): "Reply with",
}
_OR = {"de": "oder", "en": "or"}
_NUMBER = {"de": "der Zahl", "en": "the number"}
_LEADING_NUMBER = re.compile(r"(-?\d+)\b")


def with_typed_choices(text: str, prompt: Prompt) -> str:
    """The filled text with a last line that says what to type; unchanged where nothing is to be chosen."""
    hint = typed_hint(text, prompt)
    return f"{text}\n{hint}" if hint else text


def typed_hint(text: str, prompt: Prompt) -> str:
    """What to type; "" where the text says it itself."""
    choices = prompt.choices
    if not choices:
        return ""
    numbers = [_LEADING_NUMBER.match(choice.label) for choice in choices]
    if all(numbers):
        return _scale(text, prompt, [found.group(1) for found in numbers if found])
    if all(not any(sign.isalnum() for sign in choice.label) for choice in choices):
        return _faces(prompt)
    if all(_is_typed(choice) for choice in choices):
        return _words(text, prompt)
    lines = [f"{place} {choice.label}" for place, choice in enumerate(choices, 1)]
    return "\n".join([*lines, f"{_answer(prompt)} {_NUMBER[prompt.language]}."])


def _scale(text: str, prompt: Prompt, numbers: list[str]) -> str:
    low, high = numbers[0], numbers[-1]
    if prompt.low and prompt.high:
        return f"{low} = {prompt.low}, {high} = {prompt.high}"
    said = re.findall(r"\d+", text)
    return "" if low.lstrip("-") in said and high in said else f"{_answer(prompt)} {low}-{high}."


def _faces(prompt: Prompt) -> str:
    """Smileys and thumbs: a telephone keypad types their places."""
    count = len(prompt.choices)
    if prompt.low and prompt.high:
        return f"1 = {prompt.low}, {count} = {prompt.high}"
    return " ".join(f"{place} = {choice.label}" for place, choice in enumerate(prompt.choices, 1))


def _words(text: str, prompt: Prompt) -> str:
    labels = [choice.label for choice in prompt.choices]
    if all(label.casefold() in text.casefold() for label in labels):
        return ""
    quoted = [f'"{label}"' for label in labels]
    return f"{_answer(prompt)} {', '.join(quoted[:-1])} {_OR[prompt.language]} {quoted[-1]}."


def _is_typed(choice: Choice) -> bool:
    return len(choice.label) <= TYPED_CHARACTERS and len(choice.label.split()) <= TYPED_WORDS


def _answer(prompt: Prompt) -> str:
    return _ANSWER[prompt.language, prompt.form]

"""WhatsApp's contents at Twilio: approved templates outside the 24-hour window, buttons and lists within it.

Buttons are no part of a plain message there: they are sent as a "content" that was made once at Twilio, generic for a
number of choices, and filled with the text, the labels and the payloads. In a window no approval is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from conversation.capabilities import CAPABILITIES
from conversation.messages import Language, Prompt
from conversation.wording import fill

QUICK_REPLIES = CAPABILITIES["whatsapp"].buttons  # most buttons within the window
QUICK_REPLY_TITLE = CAPABILITIES["whatsapp"].label_length
LIST_ITEMS = CAPABILITIES["whatsapp"].list_rows
LIST_ITEM = CAPABILITIES["whatsapp"].list_label_length
BODY_LIMIT = CAPABILITIES["whatsapp"].text_length
LIST_BUTTON = {"de": "Antworten", "en": "Answers"}  # what opens a list, at most 20 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An approved template: which step of which flow it says in which language.

    `variables` maps the template's variables to texts with the names of the author's own text, for example
    {"1": "{{ customer.first_name }}"}.
    """

    content_sid: str
    flow: str
    step: str
    language: Language
    category: Literal["utility", "marketing"]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approval:
    """WhatsApp's word on a content ("approved", "paused", …; "" = never asked), and the category that Meta gave it."""

    status: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceContents:
    """The ContentSids of the generic contents by their number of choices.

    A quick reply with n choices has the variables 1 (text), then for each choice its title and its id (2, 3, 4, 5 …);
    a list picker has 1 (text), 2 (the opening button), then item and id (3, 4, 5, 6 …).
    """

    quick_replies: Mapping[int, str] = field(default_factory=dict)
    list_pickers: Mapping[int, str] = field(default_factory=dict)


def template_for(templates: Sequence[Template], *, flow: str, step: str, language: Language) -> Template | None:
    """The template that says this step; None where nobody configured one."""
    wanted = (flow, step, language)
    return next((each for each in templates if (each.flow, each.step, each.language) == wanted), None)


def template_variables(template: Template, prompt: Prompt, now: datetime) -> dict[str, str] | str:
    """The filled variables, or the name of the first that has no value: Twilio would send its sample instead."""
    filled: dict[str, str] = {}
    for name, text in template.variables.items():
        value = " ".join(fill(replace(prompt, template=text), now).split())  # WhatsApp refuses line breaks in variables
        if not value:
            return name
        filled[name] = value
    return filled


def choice_content(contents: ChoiceContents, text: str, prompt: Prompt) -> tuple[str, dict[str, str]] | None:
    """The content with buttons or a list for this prompt and its variables; None where answers are typed."""
    choices = prompt.choices
    if not choices or len(text) > BODY_LIMIT or not all(choice.payload for choice in choices):
        return None
    longest = max(len(choice.label) for choice in choices)
    pairs = [part for choice in choices for part in (choice.label, choice.payload)]
    quick = contents.quick_replies.get(len(choices), "")
    if quick and len(choices) <= QUICK_REPLIES and longest <= QUICK_REPLY_TITLE:
        return quick, _numbered([text, *pairs])
    picker = contents.list_pickers.get(len(choices), "")
    if picker and len(choices) <= LIST_ITEMS and longest <= LIST_ITEM:
        return picker, _numbered([text, LIST_BUTTON[prompt.language], *pairs])
    return None


def _numbered(values: Sequence[str]) -> dict[str, str]:
    return {str(place): value for place, value in enumerate(values, 1)}

"""Labels differ within the part that is shown: two titles of one question never read the same after 20 characters.

WhatsApp refuses a message whose titles repeat; Slack would show two buttons that nobody can tell apart.

PASS:

    - ask_choice: room
      en: What about the room?
      choices:
        noise: {en: Too noisy}
        size: {en: Too small}

FAIL:

    - ask_choice: room
      en: What about the room?
      choices:
        noise: {en: The room that we had was too noisy}
        size: {en: The room that we had was too small}
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.choices import asked
from authoring.draft import Draft
from authoring.problems import Problem, problem
from conversation.capabilities import CAPABILITIES

CODE = "same-when-cut"

SHOWN = CAPABILITIES["whatsapp"].label_length


def check(draft: Draft) -> Iterator[Problem]:
    """Labels that differ only behind the cut; labels that are equal altogether are same-label's to report."""
    if "whatsapp" not in draft.channels:
        return
    for question in asked(draft):
        first: dict[str, tuple[str, str]] = {}
        for value, label in question.question.choices:
            cut = label[:SHOWN].casefold().strip()
            other, whole = first.setdefault(cut, (value, label))
            if other != value and whole.casefold() != label.casefold():
                place = draft.text_place((*question.path, "choices", value, question.key))
                message = f'cut to {SHOWN} characters this label reads like that of "{other}"'
                yield problem(place, CODE, message, "begin the labels with what tells them apart")

"""A reminder comes before the conversation goes stale; a later one would never be sent, and no sixth one either.

`after` counts from the question or from the reminder before it; `expires_after` of the flow is 3d where it is not
written. Five reminders a question is the most that the product sends.

PASS:

    - ask_text: story
      en: What happened?
      remind:
        - after: 24h
          en: We would like to know.

FAIL:

    - ask_text: story
      en: What happened?
      remind:
        - after: 24h
          en: We would like to know.
        - after: 3d
          en: Still there?
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from authoring.draft import Draft
from authoring.problems import Problem, problem
from conversation.limits import REMINDERS
from conversation.steps.asking import Asking

CODE = "late-reminder"


def check(draft: Draft) -> Iterator[Problem]:
    """Reminders due when the flow has expired."""
    for flow, step in draft.steps():
        passed = timedelta(0)
        for number, reminder in enumerate(step.remind if isinstance(step, Asking) else ()):
            passed += reminder.after
            if passed >= flow.expires_after or number >= REMINDERS:
                place = draft.place("flows", flow.name, step.name, "remind", str(number), "after")
                if number >= REMINDERS:
                    yield problem(place, CODE, "so many reminders are never sent", f"keep {REMINDERS} at most")
                    break
                message = "this reminder is due when the conversation has expired"
                yield problem(place, CODE, message, "remind earlier, or raise expires_after of the flow")
                break

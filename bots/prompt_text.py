"""What a customer reads: the prompt filled in, and the ends of its scale where the text does not name them itself."""

from __future__ import annotations

from datetime import datetime

from conversation.messages import Prompt
from conversation.wording import fill


def text_of(prompt: Prompt, now: datetime) -> str:
    """The text at the moment of sending. Many read 1 as the best mark, so a scale of numbers always has its ends.

    Choices in words ("better than expected") or faces say themselves what they mean.
    """
    text = fill(prompt, now)
    numbers = bool(prompt.choices) and all(choice.label == choice.value for choice in prompt.choices)
    if not text or not numbers or not (prompt.low and prompt.high):
        return text
    first, last = prompt.choices[0], prompt.choices[-1]
    return f"{text}\n{first.value} = {prompt.low}, {last.value} = {prompt.high}"

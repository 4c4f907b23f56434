"""Makes longer training texts of two short ones, as people say two things in one message."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from nlp.train_data import Example

_GLUE = (" ", " ", ". ", ". ", ", ", " – ", "\n", "... ")


def joined(examples: Sequence[Example], chance: random.Random, share: float = 0.12) -> list[Example]:
    """Return `examples`, for `share` of them with another one's text of the same language joined on, where that fits.

    Only plain feedback with all its labels is joined, so of the mix that heads are trained on it is one text in ninety.
    Topics add up; of two feelings the one that is not neutral counts, and where praise meets blame the text is mixed
    and its sentiment is left to nobody.
    """
    return [_with_another(one, examples, chance) if chance.random() < share else one for one in examples]


def _with_another(one: Example, among: Sequence[Example], chance: random.Random) -> Example:
    other = chance.choice(among)
    if other is one or other.lang != one.lang or not (_plain(one) and _plain(other)):
        return one
    feelings = {one.sentiment, other.sentiment} - {"neutral"}
    opposed = len(feelings) > 1
    topics = dict.fromkeys((*(one.topics or ()), *(other.topics or ())))
    return replace(
        one,
        text=one.text + chance.choice(_GLUE) + other.text,
        sentiment=None if opposed else next(iter(feelings), "neutral"),
        mixed=True if opposed else bool(one.mixed or other.mixed),
        topics=tuple(topic for topic in topics if topic != "other" or len(topics) == 1),
    )


def _plain(example: Example) -> bool:
    return example.kind == "feedback" and example.sentiment is not None and bool(example.topics)

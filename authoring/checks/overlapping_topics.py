"""No two topics of our own claim the same words: a text would count for both, and neither figure could be trusted.

A keyword stands in one topic only, an example holds no keyword of another topic, and no two topics have (nearly) the
same example.

PASS:

    # topics.yaml
    echoloop: 1
    topics:
      kids_club: {en: Kids' club, examples: [The kids' club was closed], keywords: [kids' club]}
      transfer: {en: Transfer, examples: [The shuttle came late], keywords: [shuttle]}

FAIL:

    # topics.yaml
    echoloop: 1
    topics:
      arrival: {en: Arrival, keywords: [shuttle, check-in]}
      transfer: {en: Transfer, keywords: [Shuttle]}

FAIL:

    # topics.yaml
    echoloop: 1
    topics:
      kids_club: {en: Kids' club, examples: [The pool slide was closed for children], keywords: [kids' club]}
      pool: {en: Pool, examples: [The slide was closed], keywords: [pool]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.draft import Draft
from authoring.experience import Topic
from authoring.problems import Problem, problem

CODE = "overlapping-topics"

ALIKE = 0.7
"""The share of words that two examples have in common from which on they say the same."""


def check(draft: Draft) -> Iterator[Problem]:
    """Keywords and examples that two topics claim."""
    topics = list(draft.experience.topics.values())
    words = {topic.name: [frozenset(_words(example)) for example in topic.examples] for topic in topics}
    for number, topic in enumerate(topics):
        for earlier in topics[:number]:
            yield from _keywords(draft, topic, earlier)
        for other in topics:
            if other is not topic:
                yield from _examples(draft, topic, other)
        for earlier in topics[:number]:
            yield from _alike(draft, topic, words[topic.name], earlier, words[earlier.name])


def _keywords(draft: Draft, topic: Topic, earlier: Topic) -> Iterator[Problem]:
    claimed = {keyword.casefold() for keyword in earlier.keywords}
    for place, keyword in enumerate(topic.keywords):
        if keyword.casefold() in claimed:
            yield _claimed(draft, topic, "keywords", place, f'"{keyword}" is a keyword of "{earlier.name}" too')


def _examples(draft: Draft, topic: Topic, other: Topic) -> Iterator[Problem]:
    own = {keyword.casefold() for keyword in topic.keywords}
    for place, example in enumerate(topic.examples):
        holds = (word for word in other.keywords if word.casefold() not in own and _holds(example, word))
        if (keyword := next(holds, "")) and not any(_holds(example, word) for word in topic.keywords):
            message = f'this example holds "{keyword}", a keyword of "{other.name}"'
            yield _claimed(draft, topic, "examples", place, message)


def _alike(
    draft: Draft, topic: Topic, mine: list[frozenset[str]], earlier: Topic, theirs: list[frozenset[str]]
) -> Iterator[Problem]:
    for place, words in enumerate(mine):
        if any(words and len(words & other) / len(words | other) >= ALIKE for other in theirs):
            yield _claimed(draft, topic, "examples", place, f'"{earlier.name}" has nearly the same example')


def _claimed(draft: Draft, topic: Topic, key: str, place: int, message: str) -> Problem:
    where = draft.place("topics", topic.name, key, str(place))
    return problem(where, CODE, message, "give it to the one topic that it belongs to", "note")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _holds(text: str, keyword: str) -> bool:
    return re.search(rf"\b{re.escape(keyword)}\b", text, re.IGNORECASE) is not None

"""What a condition asks of a customer or a purchase is told us by somebody, under this name and in these words.

Where attributes.yaml says which attributes there are, a condition that asks for another one never holds, and neither
does one that asks for a word which the attribute cannot be. Where it says nothing, two names that are almost the same
are probably one. It is a note: the company may be about to send the attribute.

PASS:

    # attributes.yaml
    echoloop: 1
    customer:
      price_class: [budget, middle, high]

    # personas.yaml
    echoloop: 1
    personas:
      savers:
        de: Sparsame
        de_sie: Sparsame
        en: Savers
        when: {customer.price_class: budget}

FAIL:

    # attributes.yaml
    echoloop: 1
    customer:
      price_class: [budget, middle, high]

    # personas.yaml
    echoloop: 1
    personas:
      savers:
        de: Sparsame
        de_sie: Sparsame
        en: Savers
        when: {customer.price_clas: budget}

FAIL:

    # personas.yaml
    echoloop: 1
    personas:
      little_ones:
        de: Kleine
        de_sie: Kleine
        en: Little ones
        when: {customer.children_ages: 0-4}
      teenagers:
        de: Große
        de_sie: Große
        en: Teenagers
        when: {customer.childen_ages: 13-17}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from authoring.draft import Draft, all_steps
from authoring.experience import AttributeType
from authoring.problems import Place, Problem, pick, problem
from authoring.read_condition import tests_of
from authoring.spot import Path
from conversation.conditions import Condition

CODE = "unknown-attribute"
ALIKE = 0.88
OWN: dict[str, tuple[str, ...]] = {
    "customer": (
        *("last_nps", "open_bookings", "purchases", "value", "channel", "region"),
        *("preferred_channel", "phone", "language", "zone", "first_name", "last_name", "salutation"),
    ),
    "purchase": (
        *("number", "kind", "destination", "destination_zone", "amount", "departs_at", "returns_at"),
        *("departure_month", "return_month"),
    ),
}
"""What the house itself knows of each."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One test of a condition: the attribute, the words it asks for, and where it stands."""

    whose: str
    name: str
    words: tuple[str, ...]
    place: Place

    @property
    def full(self) -> str:
        return f"{self.whose}.{self.name}"


def check(draft: Draft) -> Iterator[Problem]:
    """Attributes that nobody tells us, and words that they cannot be."""
    asked = list(_asked(draft))
    declared = {"customer": draft.experience.attributes.customer, "purchase": draft.experience.attributes.purchase}
    for whose, kinds in declared.items():
        mine = [one for one in asked if one.whose == whose and one.name not in OWN[whose]]
        yield from _undeclared(mine, kinds) if kinds else _almost_the_same(mine)


def _undeclared(asked: list[_Asked], kinds: Mapping[str, AttributeType]) -> Iterator[Problem]:
    for one in asked:
        kind = kinds.get(one.name)
        if kind is None:
            message = f'attributes.yaml has no attribute "{one.name}", so this never holds'
            yield problem(one.place, CODE, message, pick(one.name, kinds), "note")
            continue
        for word in one.words:
            if kind.words and word not in kind.words:
                yield problem(one.place, CODE, f'"{one.full}" is never "{word}"', pick(word, kind.words), "note")


def _almost_the_same(asked: list[_Asked]) -> Iterator[Problem]:
    """The rarer of two names that are nearly one; of two that are equally rare the later."""
    uses = Counter(one.name for one in asked)
    order = list(uses)
    for one in asked:
        others = [name for name in order if (uses[name], -order.index(name)) > (uses[one.name], -order.index(one.name))]
        near = get_close_matches(one.name, others, n=1, cutoff=ALIKE)
        if near:
            message = f'"{one.full}" is almost "{one.whose}.{near[0]}", which other conditions ask for'
            way_out = f'did you mean "{one.whose}.{near[0]}"? attributes.yaml can say which there are'
            yield problem(one.place, CODE, message, way_out, "note")


def _asked(draft: Draft) -> Iterator[_Asked]:
    """Every test of customer or purchase: in personas, flows, the desk's rules and journeys."""
    experience = draft.experience
    for persona in experience.personas.values():
        yield from _of(draft, persona.when, ("personas", persona.name, "when"))
    for flow in experience.flows.values():
        for step in all_steps(flow.steps):
            yield from _of(draft, step.when, ("flows", flow.name, step.name, "when"))
    for number, rule in enumerate(experience.desk.rules):
        yield from _of(draft, rule.when, ("desk", "rules", str(number), "when"))
    for journey in experience.journeys.values():
        for contact in journey.contacts:
            for fact, allowed in contact.facts.items():
                place = draft.place("journeys", journey.name, contact.name, "when", f"{fact}:")
                yield from _one(fact, allowed, place)


def _of(draft: Draft, when: Condition | None, path: Path) -> Iterator[_Asked]:
    for test, where in tests_of(when, path):
        yield from _one(test.name, test.allowed, draft.place(*where[:-1], f"{test.name}:"))


def _one(fact: str, allowed: tuple[object, ...], place: Place) -> Iterator[_Asked]:
    whose, _, name = fact.partition(".")
    if whose in OWN and name:
        yield _Asked(whose, name, tuple(word for word in allowed if isinstance(word, str)), place)

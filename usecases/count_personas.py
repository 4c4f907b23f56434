"""Counts the customers of each persona by its rule, and those whom no persona describes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from authoring.experience import Persona
from conversation.conditions import holds
from storage.customers import customer_attributes
from storage.transactions import Transaction
from usecases.customer_facts import named_facts


@dataclass(frozen=True, slots=True)
class PersonaCounts:
    """How many customers there are, how many each persona describes (a customer may be two), and how many none does.

    A persona without a rule is everybody; it leaves nobody undescribed, so it does not count for `nobody`.
    """

    customers: int
    of: Mapping[str, int]
    nobody: int


def count_personas(tx: Transaction, personas: Mapping[str, Persona]) -> PersonaCounts:
    """Hold every rule against every customer's attributes; a rule about a purchase describes nobody here."""
    counted: Counter[str] = Counter()
    customers = nobody = 0
    ruled = [persona for persona in personas.values() if persona.when is not None]
    for attributes in customer_attributes(tx):
        customers += 1
        facts = named_facts(attributes)
        mine = [persona.name for persona in ruled if persona.when is not None and holds(persona.when, facts)]
        counted.update(mine)
        nobody += not mine
    counted.update({name: customers for name, persona in personas.items() if persona.when is None})
    return PersonaCounts(customers, counted, nobody if ruled else 0)

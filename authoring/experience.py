"""Everything in experience/, read: what a published bundle holds and the product runs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from authoring.desk import Desk
from conversation.conditions import Condition
from conversation.flow import Brand, Flow
from conversation.messages import Language
from conversation.steps.step import NO_TEXT, Wording
from journey.plan import ContactRules, Journey
from journey.rewards import Rewards

Phase = Literal[
    "need", "orientation", "consideration", "decision", "purchase", "delivery", "use", "loyalty", "advocacy"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint:
    """Where customers meet the company: an entry of the catalogue; `measured_by` names a flow, or is empty."""

    name: str
    phase: Phase
    kind: Literal["analog", "digital"]
    owner: str
    importance: Literal["high", "medium", "low"]
    measured_by: str = ""
    expectation: Wording = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A kind of customer, told apart by a rule; a persona without a rule is everybody."""

    name: str
    text: Wording = NO_TEXT
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of the model or of the admin: its labels, examples and exact keywords."""

    name: str
    text: Wording = NO_TEXT
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A public page: what people unknown to us rate. With a `flow` they may go on to it in a chat, after `welcome`.

    The page asks on the flow's first scale, or on `scale` where there is no flow; `title` is its question.
    """

    name: str
    title: Wording = NO_TEXT
    scale: str = "stars"
    flow: str = ""
    welcome: str = "welcome"


AttributeKind = Literal["text", "number", "money", "date", "yes_no", "numbers", "texts"]


@dataclass(frozen=True, slots=True)
class AttributeType:
    """What values an attribute may have: a kind, or some words of which it is one (or several, as a list)."""

    kind: AttributeKind = "text"
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attributes:
    """attributes.yaml: what the company tells of customers and purchases; where nothing is written all goes."""

    customer: dict[str, AttributeType] = field(default_factory=dict)
    purchase: dict[str, AttributeType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """One published bundle, read. `bundle` is the hash over `files` (path → text), which are kept whole."""

    bundle: str
    brand: Brand
    flows: dict[str, Flow]
    journeys: dict[str, Journey] = field(default_factory=dict)
    touchpoints: dict[str, Touchpoint] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    desk: Desk = field(default_factory=Desk)
    rules: ContactRules = field(default_factory=ContactRules)
    files: dict[str, str] = field(default_factory=dict)
    faq: tuple[dict[str, Any], ...] = ()
    pages: dict[str, Page] = field(default_factory=dict)
    rewards: Rewards = field(default_factory=Rewards)
    attributes: Attributes = field(default_factory=Attributes)

    def desk_language(self, team: str = "") -> Language:
        """What a team at the desk reads: its own language, else the brand's first."""
        own = self.desk.teams[team].language if team in self.desk.teams else None
        return own or self.brand.languages[0]

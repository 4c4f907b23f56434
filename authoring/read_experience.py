"""Reads all of experience/ at once: files → what the product runs on, with every problem found on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from authoring.allowances import without_allowed
from authoring.checks import CHECKS
from authoring.desk import Desk
from authoring.draft import Draft
from authoring.experience import Attributes, Experience, Persona, Topic, Touchpoint
from authoring.experience import Page as PublicPage
from authoring.house import UNKNOWN_HOUSE, House
from authoring.marked_yaml import parse
from authoring.problems import Place, Problem, errors, pick
from authoring.read_attributes import read_attributes
from authoring.read_brand import NO_BRAND, read_brand
from authoring.read_contact_rules import read_contact_rules
from authoring.read_desk import read_desk
from authoring.read_faq import questions, read_faq
from authoring.read_flow import read_flow
from authoring.read_journey import read_journey
from authoring.read_pages import read_pages
from authoring.read_personas import read_personas
from authoring.read_rewards import read_rewards
from authoring.read_topics import read_topics
from authoring.read_touchpoints import read_touchpoints
from authoring.spot import Page, Path, Spot
from conversation.flow import Brand, Flow
from journey.plan import ContactRules, Journey
from journey.rewards import Rewards

OTHERS = ("transcripts", "previews")
"""Folders beside the experience proper: tests and pictures of it."""


@dataclass(slots=True)
class _Gathered:
    """What has been read so far."""

    brand: Brand = NO_BRAND
    flows: dict[str, Flow] = field(default_factory=dict)
    journeys: dict[str, Journey] = field(default_factory=dict)
    touchpoints: dict[str, Touchpoint] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    desk: Desk = field(default_factory=Desk)
    rules: ContactRules = field(default_factory=ContactRules)
    faq: tuple[dict[str, Any], ...] = ()
    pages: dict[str, PublicPage] = field(default_factory=dict)
    rewards: Rewards = field(default_factory=Rewards)
    attributes: Attributes = field(default_factory=Attributes)


def _brand(gathered: _Gathered, root: Spot) -> None:
    gathered.brand = read_brand(root)


def _flow(gathered: _Gathered, root: Spot) -> None:
    flow = read_flow(root, gathered.brand, gathered.flows, questions(gathered.faq))
    gathered.flows[flow.name] = flow


def _journey(gathered: _Gathered, root: Spot) -> None:
    journey = read_journey(root)
    gathered.journeys[journey.name] = journey


def _touchpoints(gathered: _Gathered, root: Spot) -> None:
    gathered.touchpoints = read_touchpoints(root)


def _personas(gathered: _Gathered, root: Spot) -> None:
    gathered.personas = read_personas(root)


def _topics(gathered: _Gathered, root: Spot) -> None:
    gathered.topics = read_topics(root)


def _desk(gathered: _Gathered, root: Spot) -> None:
    gathered.desk = read_desk(root)


def _contact_rules(gathered: _Gathered, root: Spot) -> None:
    gathered.rules = read_contact_rules(root)


def _faq(gathered: _Gathered, root: Spot) -> None:
    gathered.faq = read_faq(root)


def _pages(gathered: _Gathered, root: Spot) -> None:
    gathered.pages = read_pages(root, gathered.brand)


def _rewards(gathered: _Gathered, root: Spot) -> None:
    gathered.rewards = read_rewards(root)


def _attributes(gathered: _Gathered, root: Spot) -> None:
    gathered.attributes = read_attributes(root)


# The kinds of files in the order of reading: flows speak with the brand's voice.
READERS: dict[str, Callable[[_Gathered, Spot], None]] = {
    "brand.yaml": _brand,
    "touchpoints.yaml": _touchpoints,
    "personas.yaml": _personas,
    "topics.yaml": _topics,
    "desk.yaml": _desk,
    "contact_rules.yaml": _contact_rules,
    "faq.yaml": _faq,
    "pages.yaml": _pages,
    "rewards.yaml": _rewards,
    "attributes.yaml": _attributes,
    "flows": _flow,
    "journeys": _journey,
}


NEEDS: dict[str, str] = {
    "unknown-team": "desk.yaml",
    "unknown-reward": "rewards.yaml",
    "unknown-request": "desk.yaml",
    "unknown-touchpoint": "touchpoints.yaml",
    "unknown-persona": "personas.yaml",
    "unknown-attribute": "attributes.yaml",
    "unknown-fact": "topics.yaml",
    "unknown-flow": "flows",
    "never-planned": "flows",
    "unknown-contact": "journeys",
}
"""Checks that would blame everybody where a file (or one of a folder) is no good YAML: silent then."""


def read_experience(files: Mapping[str, str], house: House = UNKNOWN_HOUSE) -> tuple[Experience | None, list[Problem]]:
    """Read and check everything; the experience is None where there are errors (notes alone do no harm).

    `house` is what the operator's settings say, where they are known.
    """
    draft, problems = read_draft(files, house)
    ready = (check for code, check in CHECKS.items() if NEEDS.get(code) not in draft.unread)
    problems.extend(found for check in ready for found in check(draft))
    problems = _once(problems)
    problems = sorted(set(without_allowed(problems, files)))  # one label may speak all languages
    return (None if errors(problems) else draft.experience), problems


def _once(problems: list[Problem]) -> list[Problem]:
    """Without what follows from a line that YAML itself could not take."""
    stumbled = {(found.file, found.line) for found in problems if found.code.startswith("yaml")}
    return [found for found in problems if found.code.startswith("yaml") or (found.file, found.line) not in stumbled]


def read_draft(files: Mapping[str, str], house: House = UNKNOWN_HOUSE) -> tuple[Draft, list[Problem]]:
    """Read everything as far as it can be read, without the checks."""
    gathered = _Gathered()
    problems: list[Problem] = []
    places: dict[Path, Place] = {}
    unread: set[str] = set()
    order = list(READERS)
    for file in sorted(files, key=lambda path: (order.index(_kind(path)) if _kind(path) in READERS else 99, path)):
        page = Page(file, files[file].splitlines())
        if (kind := _kind(file)) in READERS:
            root, found = parse(file, files[file])
            page.problems.extend(found)
            if found:
                unread.add(kind)
            if root is not None:
                READERS[kind](gathered, Spot(page, root))
        elif kind not in OTHERS:
            page.problems.append(_stray(file))
        problems.extend(page.problems)
        places.update(page.places)
    if "brand.yaml" not in files:
        way_out = "write brand.yaml with echoloop: 1 and name: and the name customers know you by"
        problems.append(Problem("brand.yaml", 1, 1, "missing-file", "brand.yaml is missing", way_out))
    return Draft(_experience(gathered, files), places, frozenset(unread), house), problems


def bundle_of(files: Mapping[str, str]) -> str:
    """The hash over all files: the name of a published bundle."""
    digest = hashlib.sha256()
    for file in sorted(files):
        for part in (file, files[file]):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _kind(file: str) -> str:
    """The first part of the path; only what stands beside the experience proper may be sorted into more folders."""
    parts = PurePosixPath(file).parts
    return parts[0] if len(parts) in (1, 2) or parts[0] in OTHERS else ""


def _stray(file: str) -> Problem:
    parts = PurePosixPath(file).parts
    place = pick(parts[0], [*READERS, *OTHERS])
    return Problem(file, 1, 1, "stray-file", "nobody reads a file of this name", place, "note")


def _experience(gathered: _Gathered, files: Mapping[str, str]) -> Experience:
    return Experience(
        bundle=bundle_of(files),
        brand=gathered.brand,
        flows=gathered.flows,
        journeys=gathered.journeys,
        touchpoints=gathered.touchpoints,
        personas=gathered.personas,
        topics=gathered.topics,
        desk=gathered.desk,
        rules=gathered.rules,
        files=dict(files),
        faq=gathered.faq,
        pages=gathered.pages,
        rewards=gathered.rewards,
        attributes=gathered.attributes,
    )

"""Renders every message of every flow for each channel and language: golden pictures of what customers will read.

One text file a flow below previews/, so that a change of wording shows as a diff of what it does on each channel.
Channels that show the same share an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from authoring.experience import Experience
from authoring.problems import Problem
from authoring.texts import needed
from bots.appearance import appearance
from bots.whatsapp_submission import SAMPLES
from conversation.answers import question_of
from conversation.brand import Brand
from conversation.customer import Customer
from conversation.flow import Flow
from conversation.messages import CHANNELS, Channel, Form, Language, Prompt
from conversation.prompts import build
from conversation.question import NO_QUESTION
from conversation.session import Session
from conversation.sms_text import segments
from conversation.steps.asking import Asking

FOLDER = "previews"
CODE = "preview"
AT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
"""A Monday morning: the salutation depends on the hour."""

LATE = {"case.number": "C-1", "reward.code": "THANKS-1", "invite.link": "https://example.com/i/1"}
LANGUAGES: dict[str, tuple[Language, Form]] = {"de": ("de", "du"), "de_sie": ("de", "sie"), "en": ("en", "du")}


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a flow: the step's name, with what it is ("recommend, reminder 1"), and its prompt."""

    what: str
    prompt: Prompt


def render_previews(experience: Experience) -> dict[str, str]:
    """File → text of each flow's previews, paths as in experience/."""
    return {f"{FOLDER}/{flow.name}.txt": preview(flow) for flow in experience.flows.values()}


def preview(flow: Flow) -> str:
    """All messages of a flow, in every language and on every channel of its brand."""
    channels = flow.brand.channels or CHANNELS
    parts = [f"{flow.name}: what customers read. Made by `echoloop preview --update`; do not edit it by hand."]
    for key, _ in needed(flow.brand, label=False):
        language, form = LANGUAGES[key]
        for said in messages(flow, language, form):
            parts.extend(_entries(said, key, channels))
    return "\n\n".join(parts) + "\n"


def stale(experience: Experience, kept: Mapping[str, str]) -> list[Problem]:
    """What in the kept previews is not what customers would read now, one note a file."""
    found: list[Problem] = []
    fresh = render_previews(experience)
    for file in sorted({*fresh, *kept}):
        line = _first_difference(fresh.get(file, ""), kept.get(file, ""))
        if line:
            gone = "" if file in fresh else " (there is no such flow any more)"
            message = f"{PurePosixPath(file).stem} reads differently now{gone}"
            way_out = "run `echoloop preview --update`, and read the diff"
            found.append(Problem(file, line, 1, CODE, message, way_out))
    return found


def messages(flow: Flow, language: Language, form: Form) -> Iterator[Said]:
    """Every message that the flow can say to one customer, in the order of writing."""
    session = _session(flow, language, form)
    for name, place in flow.places.items():
        step = place.step
        question = question_of(step, language, form) if isinstance(step, Asking) else NO_QUESTION
        yield Said(name, _filled(build(step.text, session, flow.brand, step=name, question=question)))
        for number, reminder in enumerate(step.remind if isinstance(step, Asking) else (), 1):
            prompt = build(reminder.text, session, flow.brand, step=name, question=question)
            yield Said(f"{name}, reminder {number}", _filled(prompt))
    yield Said("bye", _filled(build(flow.bye, session, flow.brand)))


def _session(flow: Flow, language: Language, form: Form) -> Session:
    """The sample customer, who knows everything that a text may name."""
    known = {name: value for name, value in SAMPLES.items() if name.startswith("purchase.")}
    brand: Brand = flow.brand
    customer = Customer(
        id="",
        channel="telegram",
        language=language,
        form=form,
        first_name=SAMPLES["customer.first_name"],
        last_name=SAMPLES["customer.last_name"],
        salutation=SAMPLES["customer.salutation"] if language == "de" else "",
        zone=brand.zone,
        facts=dict(known),
    )
    return Session(id="session00001", flow=flow.name, bundle="", customer=customer, started_at=AT)


def _filled(prompt: Prompt) -> Prompt:
    return replace(prompt, values=prompt.values | LATE)


def _entries(said: Said, key: str, channels: tuple[Channel, ...]) -> Iterator[str]:
    """One entry for all channels on which the message looks the same; none where nothing is said."""
    looks: dict[str, list[str]] = {}
    for channel in channels:
        if shown := appearance(said.prompt, channel, AT):
            looks.setdefault(shown, []).append(_named(channel, shown))
    for shown, same in looks.items():
        yield f"== {said.what} · {key} · {', '.join(same)}\n{shown}"


def _named(channel: Channel, shown: str) -> str:
    """The channel; by SMS with what the message costs."""
    if channel != "sms":
        return channel
    travels = segments(shown)
    return f"sms ({travels.parts} segment{'' if travels.parts == 1 else 's'}, {travels.encoding})"


def _first_difference(fresh: str, kept: str) -> int:
    """The first line (from 1) that differs; 0 where nothing does."""
    if fresh == kept:
        return 0
    new, old = fresh.splitlines(), kept.splitlines()
    pairs = zip([*new, *[""] * len(old)], [*old, *[""] * len(new)], strict=False)
    return next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 1)

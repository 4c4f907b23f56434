"""The gate: may this contact be opened now? The one place for consent, budget, calendar and the contact's own rules.

It is asked as a forecast when contacts are planned, and as the law when they are opened and delivered. Replies in a
dialogue and messages of people do not pass here. The rules are asked in this order; the first that says no is named:

    refused for good    erased · drop · consent · address · template · when · if_late: drop · once_in · quota · sample
                        · hold_out
    not now             hold_while · a template that may still be approved · a conversation that is going on
                        · if_late: shift · cap · budget · calendar

Service contacts need no consent and no budget (unless one names them), but keep the quiet hours like all others:
what cannot wait for the morning is a message of a person, not a planned contact. What only tells the desk is not held
by consent, budget or clock: no customer hears of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from journey.budget import Opened, Purpose, budget_name, free_from, spent
from journey.calendar import Place, next_allowed, quiet_rule
from journey.chance import fraction
from journey.dates import later, local, next_at
from journey.moments import Span
from journey.plan import ContactRules

LATE_AFTER = timedelta(hours=1)  # a contact tried later than this after it was due is late: we were down
ASK_AGAIN = {
    "case_open": timedelta(hours=6),
    "person_is_writing": timedelta(hours=1),
    "conversation": timedelta(hours=1),
    "template": timedelta(hours=6),
}
TEMPLATES = "channels.twilio.whatsapp.templates"  # where the operator says what may open a conversation
RULES_FILE = "contact_rules.yaml"
MOST_STEPS = 100  # budget and calendar agree after a few

Hold = Literal["case_open", "person_is_writing"]
Allowed = tuple[str | int | float | tuple[float, float], ...]
Fact = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Send:
    """It may be opened now."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Not now: ask again at `until`. `rule` is the name that "why" prints, `place` its file and line where known."""

    until: datetime
    rule: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """Never: `rule` is the name that "why" prints, `place` its file and line where known."""

    rule: str
    place: str = ""


Verdict = Send | Shift | Drop


@dataclass(frozen=True, slots=True)
class OverCap:
    """The month's money is spent: until when the contact waits, the cap's name, and where it is set."""

    until: datetime
    rule: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRequest:
    """The contact that wants to be opened. `place` is its plan's file and line.

    `due_at` is when it was to be tried, `planned_for` when its journey wanted it: the time of day that a late one
    keeps. `drop_name` is how its author wrote the drop ("3d before departure"). `left_alone` names the rule by which
    chance has left this customer out ("hold_out: 10 %"); it is asked last, so that whoever falls under it would have
    been written to otherwise. `full_quota` names a quota that is used up, `over_cap` the cap that
    its cost would break (journey/money.py). `key` is what chance spreads shifts by. `confirms`: it asks for the yes
    that its purpose waits for, so it cannot need it.
    """

    purpose: Purpose
    due_at: datetime
    planned_for: datetime
    drop_at: datetime | None = None
    drop_name: str = ""
    if_late: Literal["send", "shift", "drop"] = "shift"
    hold_while: tuple[Hold, ...] = ()
    facts: Mapping[str, Allowed] = field(default_factory=dict)
    left_alone: str = ""
    once_in: Span | None = None
    full_quota: str = ""
    key: str = ""
    over_cap: OverCap | None = None
    confirms: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the customer stands now, as far as the gate must know.

    `consents` says by purpose whether the ledger's latest word is a yes that counts, `waiting` for which purposes it is
    one that he has not confirmed himself; `where` the zone and region the customer is in;
    `conversation` whether another conversation with us waits for an answer; `same` when this very contact was opened
    before (for another purchase). `template` says what stands against the only way to reach him ("template paused");
    with `template_waits` that may still change.
    """

    where: Place
    consents: Mapping[Purpose, bool] = field(default_factory=dict)
    waiting: frozenset[Purpose] = frozenset()
    address_open: bool = True
    address_rule: str = "no open address"
    erased: bool = False
    opened: tuple[Opened, ...] = ()
    same: tuple[datetime, ...] = ()
    case_open: bool = False
    person_is_writing: bool = False
    conversation: bool = False
    template: str = ""
    template_waits: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)


def may_contact(request: ContactRequest, standing: Standing, rules: ContactRules, now: datetime) -> Verdict:
    """Whether a contact may be opened at `now`, and if not: when to ask again, or that it never will be."""
    if (refusal := _refusal(request, standing, now)) is not None:
        return refusal
    if request.purpose == "desk":
        return Send()
    shift = _held(request, standing, now) or _late(request, standing, now) or _over_cap(request)
    shift = shift or _full(request, standing, rules, now) or _quiet(standing, rules, now)
    if shift is None:
        return Send()
    until = _free(request.purpose, standing, rules, shift.until)
    if until is None:
        return Drop(f"no free moment ({shift.rule})", shift.place or request.place)
    if request.drop_at is not None and until >= request.drop_at:
        return Drop(f"{_drop_rule(request)} ({shift.rule})", shift.place or request.place)
    return Shift(_spread(until, request, standing, rules), shift.rule, shift.place or request.place)


def _refusal(request: ContactRequest, standing: Standing, now: datetime) -> Drop | None:
    if standing.erased:
        return Drop("erased")
    if request.drop_at is not None and now >= request.drop_at:
        return Drop(_drop_rule(request), request.place)
    return _not_allowed(request, standing) or _not_wanted(request, standing, now) or _enough(request, standing, now)


def _not_allowed(request: ContactRequest, standing: Standing) -> Drop | None:
    """Consent, an address that is open and, where only WhatsApp reaches it, a template; a team needs none of them."""
    if request.purpose == "desk":
        return None
    if (rule := _no_consent(request, standing)) is not None:
        return Drop(rule, request.place if request.confirms else "")
    if not standing.address_open:
        return Drop(standing.address_rule)
    return Drop(standing.template, TEMPLATES) if standing.template and not standing.template_waits else None


def _no_consent(request: ContactRequest, standing: Standing) -> str | None:
    """The rule by which consent is missing; who is asked to confirm one must have one that waits."""
    if request.confirms:
        return None if standing.waiting else "nothing waits for his own yes"
    if request.purpose == "service" or standing.consents.get(request.purpose, False):
        return None
    waits = request.purpose in standing.waiting
    return f"consent to {request.purpose} not confirmed" if waits else f"no consent to {request.purpose}"


def _not_wanted(request: ContactRequest, standing: Standing, now: datetime) -> Drop | None:
    """The contact's own conditions."""
    unmet = next(
        (name for name, allowed in request.facts.items() if not _matches(standing.facts.get(name), allowed)), ""
    )
    if unmet:
        return Drop(f"when: {unmet}", request.place)
    if request.if_late == "drop" and _is_late(request, now):
        return Drop("if_late: drop", request.place)
    return None


def _enough(request: ContactRequest, standing: Standing, now: datetime) -> Drop | None:
    """Others get it, or he has had it."""
    span = request.once_in
    if span is not None and any(later(at, span) > now for at in standing.same):
        return Drop(f"once_in: {span.count}{span.unit}", request.place)
    rule = request.full_quota or request.left_alone
    return Drop(rule, request.place) if rule else None


def _drop_rule(request: ContactRequest) -> str:
    return f"drop: {request.drop_name}" if request.drop_name else "drop"


def _matches(fact: Fact | None, allowed: Allowed) -> bool:
    """Whether a fact is one of the allowed words, or in one of the inclusive ranges; a missing fact never is."""
    if isinstance(fact, tuple):
        return any(_matches(each, allowed) for each in fact)
    return fact is not None and any(_within(fact, each) for each in allowed)


def _within(fact: str | int | float, allowed: str | int | float | tuple[float, float]) -> bool:
    if isinstance(allowed, tuple):
        number = _number(fact)
        return number is not None and allowed[0] <= number <= allowed[1]
    return fact == allowed or str(fact) == str(allowed)


def _number(fact: str | int | float) -> float | None:
    try:
        return float(fact)
    except ValueError:
        return None


def _is_late(request: ContactRequest, now: datetime) -> bool:
    return now - request.due_at > LATE_AFTER


def _held(request: ContactRequest, standing: Standing, now: datetime) -> Shift | None:
    if "case_open" in request.hold_while and standing.case_open:
        return Shift(now + ASK_AGAIN["case_open"], "hold_while: case_open", request.place)
    if "person_is_writing" in request.hold_while and standing.person_is_writing:
        return Shift(now + ASK_AGAIN["person_is_writing"], "hold_while: person_is_writing", request.place)
    if standing.template and request.purpose != "desk":
        return Shift(now + ASK_AGAIN["template"], standing.template, TEMPLATES)
    if standing.conversation:
        return Shift(now + ASK_AGAIN["conversation"], "another conversation is going on")
    return None


def _late(request: ContactRequest, standing: Standing, now: datetime) -> Shift | None:
    """After an outage a contact keeps its time of day, so that the backlog does not arrive as a flood."""
    if request.if_late != "shift" or not _is_late(request, now):
        return None
    clock = local(request.planned_for, standing.where.zone).time()
    return Shift(next_at(clock, standing.where.zone, now), "if_late: shift", request.place)


def _over_cap(request: ContactRequest) -> Shift | None:
    cap = request.over_cap
    return Shift(cap.until, cap.rule, cap.place) if cap else None


def _full(request: ContactRequest, standing: Standing, rules: ContactRules, now: datetime) -> Shift | None:
    budget = spent(request.purpose, standing.opened, rules.budgets, now)
    if budget is None:
        return None
    return Shift(now, budget_name(budget), f"{RULES_FILE}:{budget.line}" if budget.line else RULES_FILE)


def _quiet(standing: Standing, rules: ContactRules, now: datetime) -> Shift | None:
    rule = quiet_rule(now, standing.where, rules)
    return Shift(now, rule, RULES_FILE) if rule else None


def _spread(until: datetime, request: ContactRequest, standing: Standing, rules: ContactRules) -> datetime:
    """Not all at the same minute: a part of `spread` later that is always the same for this contact, where it fits."""
    if not rules.spread or not request.key:
        return until
    part = timedelta(seconds=int(fraction("shift", request.key) * rules.spread.total_seconds()))
    fits = request.drop_at is None or until + part < request.drop_at
    fits = fits and _free(request.purpose, standing, rules, until + part) == until + part
    return until + part if fits else until


def _free(purpose: Purpose, standing: Standing, rules: ContactRules, earliest: datetime) -> datetime | None:
    """The first moment not before `earliest` at which calendar and budget both agree."""
    moment = earliest
    for _ in range(MOST_STEPS):
        within_budget = free_from(purpose, standing.opened, rules.budgets, moment)
        allowed = within_budget and next_allowed(within_budget, standing.where, rules)
        if allowed is None or allowed == within_budget:
            return allowed
        moment = allowed
    return None

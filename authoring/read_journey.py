"""Reads journeys/<name>.yaml: which contacts a customer gets around a purchase, and when."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import get_close_matches
from typing import Literal, cast, get_args

from yaml.nodes import MappingNode

from authoring.block import Block, Take
from authoring.header import own_name, version
from authoring.read_condition import condition
from authoring.spot import Path, Spot
from authoring.values import duration, list_of, name, named, one_of, one_or_many, phrase, share, span, text, whole
from conversation.conditions import Range
from journey.moments import Moment, When
from journey.phrases import parse_moment, parse_rate, parse_when
from journey.plan import Alert, ContactPlan, Journey, PlannedDate, Priority

Zone = Literal["customer", "destination", "home"]
ZONES: dict[str, Zone] = {
    "customer": "customer",
    "home": "home",
    "destination": "destination",
    "purchase.destination_zone": "destination",
}
PURCHASE_DATES = ("purchase.departs_at", "purchase.returns_at")
Late = Literal["send", "shift", "drop"]
LATE: tuple[Late, ...] = get_args(Late)
Hold = Literal["case_open", "person_is_writing"]
HOLDS: tuple[Hold, ...] = get_args(Hold)
_when: Take[When] = phrase(parse_when)
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
Fact = str | int | float | tuple[float, float]


def read_journey(root: Spot) -> Journey:
    """One journey; contacts that cannot be read are reported and left out."""
    head = Block(root, "journey")
    version(head)
    own = own_name(head, "journey", root.page.file)
    path = ("journeys", own)
    block = head.moved(path)
    journey = Journey(
        name=own,
        persona=block.take_or("persona", name, "all"),
        dates=tuple(named(block, "dates", _date).values()),
        contacts=block.need("contacts", list_of(lambda spot: _contact(spot, path), "contacts"), (), "and a list"),
        stop_when=block.take_or("stop_when", one_or_many(name, "events"), ()),
        goal=block.take_or("goal", _goal, {}),
        hold_out=block.take_or("hold_out", share, 0.0),
    )
    block.end()
    return journey


def _goal(spot: Spot) -> dict[str, str]:
    """What the journey is for: the measure, how high it should get, and until when after the purchase."""
    block = Block(spot, "goal")
    block.take("within", span)
    goal = {key: value for key in ("measure", "target", "within") if (value := block.take(key, text)) is not None}
    block.end()
    return goal


def _date(spot: Spot) -> PlannedDate:
    block = Block(spot, "date")
    date = PlannedDate(
        name=spot.path[-1],
        source=block.need("from", _source, "", "purchase.departs_at"),
        zone=ZONES[block.take_or("zone", one_of(tuple(ZONES)), "customer")],
    )
    block.end()
    return date


def _source(spot: Spot) -> str | None:
    """A fact of the purchase or the customer; a near miss of the two dates that every purchase has is a mistake."""
    value = text(spot)
    if value is None or value in PURCHASE_DATES:
        return value
    near = get_close_matches(value, PURCHASE_DATES, n=1, cutoff=0.85)
    if near or not re.fullmatch(r"(purchase|customer)\.[a-z][a-z0-9_]*", value):
        way_out = f'did you mean "{near[0]}"?' if near else "write purchase.… or customer.…, like purchase.departs_at"
        spot.report("unknown-word", f'"{value}" is no date of a purchase or customer', way_out)
        return None
    return value


def _contact(spot: Spot, journey: Path) -> ContactPlan:
    head = Block(spot, "contact")
    own = head.need("contact", name, f"unnamed_{spot.place.line}", "a name")
    path = (*journey, own)
    if path in spot.page.places:
        first = spot.page.places[path].line
        way_out = "give each contact a name of its own"
        head.key_spot("contact").report("duplicate-name", f'the name "{own}" is taken in line {first}', way_out)
    block = head.moved(path)
    block.require("send", "4w before departure at 10:00")
    send = cast("When | None", block.take("send", _when))  # mypy joins the two moments to object
    contact = ContactPlan(
        name=own,
        send=send or Moment(anchor=""),
        flows=_flows(block),
        touchpoint=block.take_or("touchpoint", name, ""),
        not_before=block.take("not_before", phrase(parse_moment)),
        drop=block.take("drop", phrase(parse_moment)),
        unless=block.take_or("unless", _event, ""),
        if_late=block.take_or("if_late", one_of(LATE), "shift"),
        once_in=block.take("once_in", span),
        quota=block.take("quota", phrase(parse_rate)),
        gather=block.take("gather", duration),
        spread=block.take_or("spread", duration, timedelta(0)),
        alert=block.take("alert", _alert),
        hold_while=block.take_or("hold_while", one_or_many(one_of(HOLDS), "words"), ()),
        facts=block.take_or("when", _facts, {}),
        rank=block.take_or("rank", whole(1, 9), 5),
        sample=block.take_or("sample", share, 1.0),
        file=spot.page.file,
        line=spot.place.line,
    )
    if contact.gather and not isinstance(contact.send, Moment):
        block.key_spot("gather").report("two-ways", "a repetition has nothing to gather", "take one of the two away")
    block.end()
    return contact


def _flows(block: Block) -> tuple[str, ...]:
    many = block.take("flows", list_of(name, "flows"))
    one = block.take("flow", name)
    if many and one:
        block.key_spot("flow").report("two-ways", "flow and flows stand side by side", "keep one of the two")
    if "alert" in block.keys:
        if many or one:
            way_out = "keep one of the two: an alert tells a team, a flow asks the customer"
            block.key_spot("alert").report("two-ways", "flow and alert stand side by side", way_out)
        return ()
    if not many and not one and not {"flow", "flows"} & set(block.keys):
        block.spot.report("missing-key", 'contact: "flow" is missing', "add flow: and the name of a flow, or alert:")
    return many or ((one,) if one else ())


def _alert(spot: Spot) -> Alert | None:
    """`{team: booking, priority: high}`, or the team's name alone."""
    if not isinstance(spot.node, MappingNode):
        team = name(spot)
        return None if team is None else Alert(team)
    block = Block(spot, "alert")
    alert = Alert(
        team=block.need("team", name, "", "a team of desk.yaml"),
        priority=block.take_or("priority", one_of(PRIORITIES), "normal"),
    )
    block.end()
    return alert


def _event(spot: Spot) -> str | None:
    """`{event: balance_paid}`, or the event's name alone."""
    if not isinstance(spot.node, MappingNode):
        return name(spot)
    block = Block(spot, "unless")
    event = block.need("event", name, "", "balance_paid")
    block.end()
    return event


def _facts(spot: Spot) -> dict[str, tuple[Fact, ...]] | None:
    when = condition(spot)
    if when is None:
        return None
    if when.any_of:
        way_out = "make two contacts, or list the values: {customer.price_class: [high, luxury]}"
        spot.report("unknown-key", "any: is not known in a journey", way_out)
    return {
        test.name: tuple((value.low, value.high) if isinstance(value, Range) else value for value in test.allowed)
        for test in when.tests
    }

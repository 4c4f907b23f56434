"""The oracle: compares what every customer was told with what one undisturbed customer of his channel was told.

It knows nothing of the product but two tables' names: the inbox says what was taken, the phones what was sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from storage.connections import write_engine
from tests.torture.customers import Customer
from tests.torture.processes import Event
from tests.torture.weather import Sent

ON_ITS_WAY_S = 1.0  # what a process sent before its death may reach the platform so much later


@dataclass
class Verdict:
    """What was found; `faults` must stay empty."""

    conversations: int = 0
    messages: int = 0
    replies: int = 0
    repeated_by_platforms: int = 0
    doubles: Counter[str] = field(default_factory=Counter)  # by what explains them
    faults: list[str] = field(default_factory=list)


def judge(
    customers: Sequence[Customer],
    phones: Mapping[tuple[str, str], Sequence[Sent]],
    expected: Mapping[str, Sequence[str]],
    events: Sequence[Event],
    url: str,
) -> Verdict:
    """Compare every conversation."""
    verdict = Verdict()
    taken = taken_messages(url)
    for customer in customers:
        verdict.conversations += 1
        verdict.messages += len(customer.said)
        verdict.repeated_by_platforms += customer.repeats
        _judge_inbox(verdict, customer, taken.get((customer.channel, customer.sender), []))
        _judge_phone(verdict, customer, phones.get((customer.channel, customer.address), ()), expected, events)
    return verdict


def taken_messages(url: str) -> dict[tuple[str, str], list[Any]]:
    """The inbox by sender, in acceptance order."""
    engine = write_engine(url)
    found: dict[tuple[str, str], list[Any]] = {}
    with engine.connect() as connection:
        query = "select channel, sender, message_id, state, taken_at, error from inbox order by id"
        for row in connection.execute(text(query)):
            found.setdefault((row.channel, row.sender), []).append(row)
    engine.dispose()
    return found


def _judge_inbox(verdict: Verdict, customer: Customer, rows: Sequence[Any]) -> None:
    """Each acknowledged message is there once, taken, and none was taken before an earlier one."""
    who = f"{customer.channel} {customer.number}"
    if len(rows) != len(customer.said):
        verdict.faults.append(f"{who}: {len(customer.said)} acknowledged, {len(rows)} in the inbox")
    if stuck := Counter(f"{row.state} {row.error}".strip() for row in rows if row.state != "done"):
        verdict.faults.append(f"{who}: not taken: {dict(stuck)}")
    times = [str(row.taken_at) for row in rows]
    if times != sorted(times) and all(times):
        verdict.faults.append(f"{who}: taken out of order")


def _judge_phone(
    verdict: Verdict,
    customer: Customer,
    sent: Sequence[Sent],
    expected: Mapping[str, Sequence[str]],
    events: Sequence[Event],
) -> None:
    """What was expected is there in its order; what stands twice was in flight when something was killed."""
    who, want = f"{customer.channel} {customer.number}", list(expected[customer.channel])
    verdict.replies += len(want)
    place = 0
    for number, each in enumerate(sent):
        alike = [one for one in sent[:number] if one.text == each.text]  # any of them may be what came again
        if place < len(want) and each.text == want[place]:
            place += 1
        elif alike:
            at = (customer.channel, customer.address)
            why = next((why for one in reversed(alike) if (why := _excuse(one, each, at, events))), "")
            if why:
                verdict.doubles[why] += 1
            else:
                verdict.faults.append(f"{who}: sent twice without a kill: {each.text[:30]!r} {alike} {each}")
        else:
            verdict.faults.append(f"{who}: out of order or unexpected: {each.text[:40]!r}")
    if place < len(want):
        verdict.faults.append(f"{who}: lost {len(want) - place} of {len(want)} replies")


def _excuse(first: Sent, second: Sent, place: tuple[str, str], events: Sequence[Event]) -> str:
    """What explains a double: the first one's answer never came, or its very row was claimed and not settled when
    something was killed between the two."""
    if first.lost:
        return "the platform's answer was lost"
    between = [each for each in events if first.came - ON_ITS_WAY_S <= each.at <= second.came]
    return next((f"in flight at: {each.what}" for each in between if place in each.in_flight), "")

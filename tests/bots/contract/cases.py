"""The contract's cases and which channel cannot have which: the table in docs/channels.md is written from here.

`python -m tests.bots.contract.cases` prints it. A tick stands for tests that ran against that channel's bot;
nothing but `LACKS` lets one be skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

CHANNELS = ("telegram", "whatsapp", "sms", "slack", "webchat")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table, and the tests behind it."""

    name: str
    tests: tuple[str, ...]


CASES = (
    Case("bad signature", ("test_only_the_secret_is_believed",)),
    Case("replay older than five minutes", ("test_an_old_replay_changes_nothing",)),
    Case("broken body", ("test_a_broken_body_is_a_value",)),
    Case("repeat", ("test_messages_are_read_and_a_repeat_is_the_same_message",)),
    Case("unknown update", ("test_an_unknown_update_concerns_nobody",)),
    Case("opt-out", ("test_stop_is_read_as_stop",)),
    Case("non-text", ("test_a_photo_is_read_as_media",)),
    Case("choices", ("test_a_filled_text_arrives_with_its_choices",)),
    Case("long text", ("test_a_long_text_arrives_whole", "test_hostile_words_arrive_as_they_are")),
    Case("nothing to say", ("test_nothing_to_say_is_refused",)),
    Case("picture up", ("test_a_picture_is_shown_with_its_question",)),
    Case("bad picture", ("test_a_picture_that_cannot_be_shown_costs_nobody_the_question",)),
    Case("file down", ("test_a_customers_file_is_fetched_up_to_the_limit",)),
    Case("throttled", ("test_trouble_is_an_outcome_and_the_next_message_passes",)),
    Case("5xx", ("test_trouble_is_an_outcome_and_the_next_message_passes",)),
    Case("blocked", ("test_trouble_is_an_outcome_and_the_next_message_passes",)),
    Case("time-out", ("test_trouble_is_an_outcome_and_the_next_message_passes",)),
    Case("found again after a crash", ("test_what_was_sent_before_a_crash_is_found",)),
)

_NO_WEBHOOK = "own door"
LACKS: dict[str, dict[str, str]] = {
    "replay older than five minutes": {"webchat": _NO_WEBHOOK},
    "repeat": {"webchat": _NO_WEBHOOK},
    "unknown update": {"webchat": _NO_WEBHOOK},
    "opt-out": {"webchat": _NO_WEBHOOK},
    "non-text": {"webchat": _NO_WEBHOOK},
    "picture up": {"sms": "no pictures"},
    "bad picture": {"sms": "no pictures", "webchat": "no platform", "recording": "no platform"},
    "file down": {"webchat": "no files", "recording": "no files"},
    "throttled": {"webchat": "no platform"},
    "5xx": {"webchat": "no platform"},
    "blocked": {"webchat": "no platform", "slack": "nobody can block an app"},
    "time-out": {"webchat": "no platform"},
    "found again after a crash": {
        "telegram": "cannot be looked up",
        "webchat": "no platform",
        "recording": "no platform",
    },
}
"""Case → channel → why it cannot be had there."""


def need(kind: str, case: str) -> None:
    """Skip where this channel cannot have the case; `kind` is the channel, or "recording"."""
    why = LACKS.get(case, {}).get(kind)
    if why:
        pytest.skip(f"{case}: {why}")


def table() -> str:
    """Bot × case, as Markdown."""
    lines = [f"| case | {' | '.join(CHANNELS)} |", "|---" * (len(CHANNELS) + 1) + "|"]
    for case in CASES:
        cells = [LACKS.get(case.name, {}).get(channel, "✓") for channel in CHANNELS]
        lines.append(f"| {case.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())  # noqa: T201 - it is there to be printed

"""Golden previews: every message on every channel and in every language, and what has changed since they were kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.experience import Experience
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from conversation.messages import CHANNELS
from usecases.render_previews import render_previews, stale

EXPERIENCE = Path(__file__).parents[2] / "experience"
FLOW = """\
echoloop: 1
flow: sample
purpose: service
steps:
  - ask_choice: topic
    en: "Hello {{ customer.first_name }}, what is it about?"
    choices:
      refund: {en: Refund}
      damage: {en: Damage}
    remind:
      - after: 20h
        en: Are you there?
"""
BRAND = "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n"
SAMPLE = """\
sample: what customers read. Made by `echoloop preview --update`; do not edit it by hand.

== topic · en · telegram, whatsapp, slack, webchat
Hello Ada, what is it about?
[Refund]
[Damage]

== topic · en · sms (1 segment, gsm7)
Hello Ada, what is it about?
Reply with "Refund" or "Damage".

== topic, reminder 1 · en · telegram, whatsapp, slack, webchat
Are you there?
[Refund]
[Damage]

== topic, reminder 1 · en · sms (1 segment, gsm7)
Are you there?
Reply with "Refund" or "Damage".
"""


def experience(flow: str = FLOW) -> Experience:
    """A small experience with one flow."""
    read, problems = read_experience({"brand.yaml": BRAND, "flows/sample.yaml": flow})
    assert read is not None, problems
    return read


def test_every_message_is_shown_on_every_channel() -> None:
    """Channels that look alike share an entry; by SMS the answers are written out, with what it costs."""
    assert render_previews(experience()) == {"previews/sample.txt": SAMPLE}


def test_a_change_is_told_with_its_line() -> None:
    """A changed text, a new flow and one that is gone are each one problem."""
    kept = {"previews/sample.txt": SAMPLE}
    assert stale(experience(), kept) == []
    changed = stale(experience(FLOW.replace("what is it about", "what happened")), kept)
    assert [(one.file, one.line, one.severity) for one in changed] == [("previews/sample.txt", 4, "error")]
    gone = stale(experience(), kept | {"previews/other.txt": "x\n"})
    assert "there is no such flow any more" in gone[0].message


@pytest.mark.parametrize("form", ["du", "sie"])
def test_the_shipped_flows_can_be_shown_everywhere(form: str) -> None:
    """Each shipped flow says something on each channel, in either form of address, with no name left open."""
    files = load_files(EXPERIENCE)
    files["brand.yaml"] = files["brand.yaml"].replace("form: du", f"form: {form}")
    shipped, problems = read_experience(files)
    assert shipped is not None, problems
    for file, text in render_previews(shipped).items():
        assert all(channel in text for channel in CHANNELS), file
        assert "{{" not in text, file

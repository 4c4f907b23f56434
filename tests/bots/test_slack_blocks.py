"""Prompts as Slack draws them: nobody's words become markup, and every limit holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.slack_blocks import ANSWER, SECTION_LIMIT, blocks, notice, without_buttons
from conversation.messages import Choice, Layout, Prompt
from sandbox.slack_methods import check_blocks

HOSTILE = [
    "<!channel>",
    "<!everyone> hi",
    "<@U1>",
    "<#C1|x>",
    "<https://evil.example|our page>",
    "&lt;!here&gt;",
    "@everyone",
]


def drawn(text: str, prompt: Prompt) -> str:
    """All text of the sections, as it goes out."""
    return "".join(block["text"]["text"] for block in blocks(text, prompt) if block["type"] == "section")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    """No mention, no channel, no link; automatic linking is off as well."""
    shown = blocks(text, Prompt(template="{{ customer.first_name }}"))
    said = shown[0]["text"]
    assert (said["type"], said["verbatim"]) == ("mrkdwn", True)
    assert "<" not in said["text"]
    assert "<" not in notice(text)


def test_a_link_of_the_author_s_own_stays_a_link_and_a_customer_s_does_not() -> None:
    """Only what the template names, or the company's own links, letter for letter."""
    prompt = Prompt(
        template="Rate us: https://sonnweg.example/r?a=1&b=2. {{ privacy_link }}",
        values={"privacy_link": "https://sonnweg.example/privacy"},
    )
    text = "Rate us: https://sonnweg.example/r?a=1&b=2. https://sonnweg.example/privacy https://evil.example"
    assert drawn(text, prompt) == (
        "Rate us: <https://sonnweg.example/r?a=1&amp;b=2>. <https://sonnweg.example/privacy> https://evil.example"
    )


@given(
    st.text(alphabet=st.sampled_from("ab &<>*_`~@#|\n👩‍👧🇩🇪é\u202e"), max_size=10_000),
    st.integers(0, 30),
    st.sampled_from(["none", "row", "column", "scale"]),
)
def test_whatever_is_said_slack_takes_it(text: str, count: int, layout: Layout) -> None:
    """Within the limits of blocks, sections and buttons; nothing is lost; action ids are unique."""
    choices = tuple(Choice(str(number), str(number) * 80, f"s:{number}") for number in range(count))
    shown = blocks(text.strip() or "?", Prompt(template="x", choices=choices, layout=layout))
    check_blocks(shown, 50)
    sections = [block["text"]["text"] for block in shown if block["type"] == "section"]
    assert all(len(section) <= SECTION_LIMIT for section in sections)
    buttons = [each for block in shown if block["type"] == "actions" for each in block["elements"]]
    assert [button["value"] for button in buttons] == [f"s:{number}" for number in range(count)]
    assert len({button["action_id"] for button in buttons}) == count
    assert all(button["action_id"].startswith(ANSWER) for button in buttons)
    assert [block["type"] for block in without_buttons(shown)] == ["section"] * len(sections)


def test_eleven_scores_stand_in_rows_of_even_length() -> None:
    """Five a row at most."""
    choices = tuple(Choice(str(number), str(number), f"s:{number}") for number in range(11))
    shown = blocks("?", Prompt(template="?", choices=choices, layout="scale"))
    assert [len(block["elements"]) for block in shown if block["type"] == "actions"] == [4, 4, 3]

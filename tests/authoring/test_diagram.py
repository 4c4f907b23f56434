"""Pictures of flows: every step once, every answer's way, and nothing that could break the picture."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from authoring.diagram import mermaid, svg
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from conversation.flow import Flow

SHIPPED, _ = read_experience(load_files(Path(__file__).parents[2] / "experience"))
assert SHIPPED is not None
FLOW = """\
echoloop: 1
flow: sample
purpose: service
steps:
  - ask_choice: topic
    en: |
      What is <it> about, "exactly"?
    choices:
      refund: {en: Refund}
      damage: {en: Damage}
    then:
      damage:
        - ask_text: story
          en: What happened?
  - say: sorry
    when: {topic: damage}
    en: We are sorry.
"""
WORDS = "{http://www.w3.org/2000/svg}text"


def sample() -> Flow:
    """A flow with a branch and a condition."""
    read, problems = read_experience(
        {"brand.yaml": "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n", "flows/sample.yaml": FLOW}
    )
    assert read is not None, problems
    return read.flows["sample"]


def test_mermaid_shows_where_each_answer_leads() -> None:
    """Steps with their texts, answers on the lines, signs of the notation made harmless."""
    assert mermaid(sample(), "en").splitlines() == [
        "flowchart TD",
        "  begin([begin])",
        "  end_([end])",
        '  topic["<b>ask_choice</b> topic<br/>What is &lt;it&gt; about, &quot;exactly&quot;?"]',
        '  story["<b>ask_text</b> story<br/>What happened?"]',
        '  sorry["<b>say</b> sorry<br/>if topic: damage<br/>We are sorry."]',
        "  begin --> topic",
        "  topic -->|damage| story",
        "  story --> sorry",
        "  topic -->|refund| sorry",
        "  sorry --> end_",
    ]


def test_the_picture_is_whole_by_itself() -> None:
    """SVG that any browser shows: no script, no address but the namespace, every step and answer in it."""
    picture = svg(sample(), "en")
    words = [element.text or "" for element in ElementTree.fromstring(picture).iter(WORDS)]
    assert [word for word in words if (" " in word and "_" in word) or word == "say sorry"] == [
        "ask_choice topic",
        "ask_text story",
        "say sorry",
    ]
    assert "if topic: damage" in words
    assert "<script" not in picture
    assert picture.count("http") == 1


@pytest.mark.parametrize("flow", SHIPPED.flows.values(), ids=lambda flow: str(flow.name))
def test_nothing_lies_upon_another_thing(flow: Flow) -> None:
    """The boxes of a picture never overlap, and all of them lie inside it."""
    root = ElementTree.fromstring(svg(flow, "de"))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    boxes = [
        tuple(float(box.get(name, 0)) for name in ("x", "y", "width", "height"))
        for box in root.iter("{http://www.w3.org/2000/svg}rect")
        if box.get("x")
    ]
    assert len(boxes) == len(flow.places) + 2
    for place, (x, y, w, h) in enumerate(boxes):
        assert (x >= 0, y >= 0, x + w <= width, y + h <= height) == (True,) * 4
        for other_x, other_y, other_w, other_h in boxes[:place]:
            beside = x + w <= other_x or other_x + other_w <= x
            below = y + h <= other_y or other_y + other_h <= y
            assert beside or below

"""How much of a flow its transcripts show: steps, answers, and conditions both ways."""

from __future__ import annotations

from authoring.read_experience import read_experience
from authoring.read_transcripts import read_transcripts
from usecases.coverage import Coverage, coverage
from usecases.run_transcripts import run_transcripts

FLOW = """\
echoloop: 1
flow: sample
purpose: service
steps:
  - ask_choice: topic
    en: What is it about?
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
  - say: thanks
    en: Thank you.
"""
WORLD = {"brand.yaml": "echoloop: 1\nname: Sonnweg\nlanguages: [en]\n", "flows/sample.yaml": FLOW}
REFUND = "flow: sample\nlanguage: en\ntranscript: |\n  bot: …\n  you: Refund\n  bot: Thank you.\n"
DAMAGE = REFUND.replace("Refund", "Damage").replace("bot: Thank", "bot: …\n  you: Hail\n  bot: …\n  bot: Thank")


def covered(*texts: str) -> Coverage:
    """The flow's coverage by these transcripts."""
    experience, problems = read_experience(WORLD)
    assert experience is not None, problems
    transcripts, unread = read_transcripts({f"transcripts/{place}.yaml": text for place, text in enumerate(texts)})
    assert unread == []
    results = run_transcripts(experience, transcripts)
    assert [result.problems for result in results] == [()] * len(texts)
    return coverage(experience, results)[0]


def test_nothing_is_covered_without_a_transcript() -> None:
    """Every point is missing, in the order of writing."""
    none = covered()
    assert none.percent == 0
    assert none.missing == (
        *("topic", "topic = refund", "topic = damage", "story", "sorry", "sorry left out", "thanks"),
    )


def test_one_way_leaves_the_other_open() -> None:
    """A refund shows the condition that does not hold, not the block of the damage."""
    assert covered(REFUND).missing == ("topic = damage", "story", "sorry")


def test_both_ways_make_it_whole() -> None:
    """100 % only where nothing is missing."""
    assert (covered(REFUND, DAMAGE).percent, covered(REFUND, DAMAGE).missing) == (100, ())

"""The flow that the engine's tests walk: a score with a block per band, a case, a nudge, a thank-you."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from conversation.brand import Brand
from conversation.conditions import Condition, Range, Test
from conversation.customer import Customer
from conversation.effects import Effect, SendPrompt, Turn
from conversation.engine import resume, start
from conversation.flow import Flow
from conversation.inputs import Input, Reply
from conversation.reading import Reading, TopicScore
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.say import Say
from conversation.steps.step import Reminder, Step
from conversation.texts import Wording
from conversation.wording import fill

E = TypeVar("E", bound=Effect)
NOW = datetime(2027, 5, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
BRAND = Brand(name="Sonnweg")
ADA = Customer(id="c1", channel="telegram", first_name="Ada")
NEGATIVE = Reading(
    sentiment="negative", confidence=0.95, kind="feedback", topics=(TopicScore("punctuality_delivery", 0.9),)
)


def both(de: str, en: str = "") -> Wording:
    """A wording in German and, where given, English."""
    return Wording(de=de, en=en or de)


RECOMMEND = AskScore(
    name="recommend",
    scale="nps",
    text=both("{{ hello }} Empfiehlst du {{ brand }} weiter?", "{{ hello }} Would you recommend {{ brand }}?"),
    remind=(
        Reminder(after=24 * HOUR, text=both("Eine Zahl genügt uns.")),
        Reminder(after=12 * HOUR, text=both("Magst du noch?")),
    ),
    then={
        "detractor": (
            AskText(name="why_not", text=both("Was ist passiert?"), understand=("sentiment", "topics")),
            OpenCase(
                name="to_a_person",
                team="care",
                text=both("Dein Vorgang heißt {{ case.number }}."),
                when=Condition(
                    any_of=(
                        Condition(tests=(Test("topics", ("payment_refund",)),)),
                        Condition(tests=(Test("sentiment", ("negative",)), Test("recommend", (Range(0, 3),)))),
                        Condition(tests=(Test("why_not", ("unsure",)),)),
                    )
                ),
            ),
        ),
        "promoter": (
            AskText(name="what_best", text=both("Was war am besten?"), understand=("sentiment", "topics")),
            Plan(name="recommendation_invite", after=timedelta(days=2)),
        ),
    },
)
NPS = Flow(
    name="post_trip_nps", purpose="survey", brand=BRAND, steps=(RECOMMEND, Say(name="thanks", text=both("Danke!")))
)
CONSENT = AskConsent(name="opinion", purpose="survey", version="2027-01", text=both("Dürfen wir fragen?"))


def flow_of(*steps: Step, bye: str = "") -> Flow:
    """A flow of these steps."""
    return Flow(name="sample", purpose="survey", brand=BRAND, steps=steps, bye=Wording(de=bye))


def begin(flow: Flow = NPS, customer: Customer = ADA) -> Turn:
    """The first turn of a session."""
    return start(flow, customer, NOW, session_id="abcdefghijkl", bundle="b1")


def talk(flow: Flow, *said: str | Input, reading: Reading | None = None) -> Turn:
    """The turn after a customer has said all this; the reading belongs to every typed text."""
    turn = begin(flow)
    for given in said:
        reply = Reply(text=given, reading=reading, message_id="m1") if isinstance(given, str) else given
        turn = resume(flow, turn.session, reply, NOW)
    return turn


def texts(turn: Turn) -> list[str]:
    """What a turn says."""
    return [fill(effect.prompt, NOW) for effect in turn.effects if isinstance(effect, SendPrompt)]


def kinds(turn: Turn) -> list[str]:
    """The effects of a turn by their names, in order."""
    return [type(effect).__name__ for effect in turn.effects]


def only(turn: Turn, kind: type[E]) -> E:
    """The one effect of this kind."""
    (found,) = [effect for effect in turn.effects if isinstance(effect, kind)]
    return found

"""Hypothesis strategies for flows and for what customers and time do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import strategies as st

from conversation.answers import question_of
from conversation.brand import Brand
from conversation.conditions import Condition, Range, Test
from conversation.customer import Customer
from conversation.flow import Flow
from conversation.inputs import CallReturned, Input, OptedOut, Reply, SessionExpired, StaffTookOver, WaitTimedOut
from conversation.messages import Media
from conversation.reading import Reading, TopicScore
from conversation.scales import OWN, SCALES, own_scale
from conversation.session import Session
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_date import AskDate
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_photo import AskPhoto
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.steps.call import Call
from conversation.steps.give import Give
from conversation.steps.invite import Invite
from conversation.steps.open_case import OpenCase
from conversation.steps.plan import Plan
from conversation.steps.say import Say
from conversation.steps.start_flow import StartFlow
from conversation.steps.step import Reminder, Step
from conversation.steps.take_seat import TakeSeat
from conversation.texts import Wording

DELAYS = st.sampled_from([timedelta(0), timedelta(minutes=5), timedelta(hours=24), timedelta(days=9), timedelta.max])
TEXTS = st.sampled_from(
    [
        Wording(),
        Wording(de="{{ hello }} Frage?", en="{{ hello }} Question?"),
        Wording(de_sie="Sie? {{ case.number }} {{ customer.nothing | or('x') }}"),
        Wording(en="{{ broken"),
    ]
)
SMALL = {1: Wording(de="schlecht", en="bad"), 2: Wording(de="gut", en="good")}
OWN_SCALES = [
    own_scale(1, 2, SMALL),
    own_scale(0, 4, {0: Wording(de="nie", en="never"), 4: Wording(de="oft", en="often")}, top_box=(3, 4)),
    own_scale(1, 6, {1: Wording(de="sehr gut"), 6: Wording(de="ungenügend")}, direction="low_is_good"),
]
FACTS = st.sampled_from(
    ["s0", "s1", "s2", "s3", "sentiment", "topics", "kind", "touchpoint_score", "customer.age", "customer.language"]
)
ALLOWED = st.sampled_from(["negative", "unsure", "detractor", "de", 3, True, Range(0, 6), "other"])
READINGS = st.sampled_from(
    [
        None,
        Reading(),
        Reading(sentiment="negative", confidence=0.9, kind="feedback", topics=(TopicScore("other", 0.9),)),
        Reading(sentiment="positive", confidence=0.99, kind="thanks"),
    ]
)
SAID = st.one_of(
    st.sampled_from(
        [
            "9",
            "eine 8",
            "8, weil toll",
            "2 :(",
            "ja",
            "nein",
            "weiter",
            "1",
            "👍",
            "⭐⭐⭐",
            "sehr zufrieden",
            "",
            "Note 1",
            "1 und 2",
            "alles",
            "15.3.",
            "29.2.2027",
            "morgen",
            "zwölf",
            "ada@example.com",
            "0151 23456789",
            "SW-4711",
            "zurück",
            "Hä?",
        ]
    ),
    st.text(max_size=30),
)


OPEN = "the open question"
"""Stands for the step that asks when the tap is made."""


def conditions() -> st.SearchStrategy[Condition | None]:
    """No condition, or a small one with an "any"."""
    tests = st.builds(Test, FACTS, st.lists(ALLOWED, min_size=1, max_size=2).map(tuple))
    simple = st.builds(Condition, tests=st.lists(tests, max_size=2).map(tuple))
    return st.none() | simple | st.builds(Condition, any_of=st.lists(simple, max_size=2).map(tuple))


def _steps(depth: int) -> st.SearchStrategy[tuple[Step, ...]]:
    shared = {"name": st.just("_"), "text": TEXTS, "when": st.one_of(st.none(), st.none(), st.none(), conditions())}
    blocks = st.just(()) if depth == 0 else _steps(depth - 1)
    keys = st.sampled_from(["detractor", "promoter", "satisfied", "worse", "up", "refund", "accept", "decline", ""])
    asking = shared | {
        "remind": st.lists(st.builds(Reminder, after=DELAYS, text=TEXTS), max_size=2).map(tuple),
        "tries": st.integers(0, 2),
        "if_not_understood": st.sampled_from(["go_on", "end"]),
        "optional": st.booleans(),
        "then": st.dictionaries(keys, blocks, max_size=2),
    }
    outcomes = st.sampled_from(["given", "none_left", "made", "failed", "seat", "full", "ok"])
    waiting = shared | {"then": st.dictionaries(outcomes, blocks, max_size=2)}
    labels = st.dictionaries(st.sampled_from(["refund", "damage", "accept"]), TEXTS, max_size=3)
    scores = st.builds(AskScore, scale=st.sampled_from(sorted(SCALES)), **asking)
    kinds = st.one_of(
        scores,
        scores,
        st.builds(AskChoice, choices=labels, **asking),
        st.builds(AskScore, scale=st.just(OWN), own=st.sampled_from(OWN_SCALES), **asking),
        st.builds(AskChoices, choices=labels, **asking),
        st.one_of(
            st.builds(AskNumber, low=st.none() | st.just(1.0), high=st.none() | st.just(9.0), **asking),
            st.builds(AskDate, which=st.sampled_from(["any", "past", "future"]), **asking),
            st.builds(AskContact, **asking),
            st.builds(AskPhoto, **asking),
            st.builds(AskText, pattern=st.sampled_from(["SW-####", "??#"]), **asking),
        ),
        st.builds(AskText, understand=st.sampled_from([(), ("sentiment",)]), **asking),
        st.builds(AskConsent, purpose=st.just("survey"), version=st.just("1"), choices=labels, **asking),
        st.builds(Say, **shared),
        st.builds(OpenCase, team=st.just("care"), request=st.sampled_from(["", "s0", "return"]), **shared),
        st.builds(Plan, after=DELAYS, **shared),
        st.builds(StartFlow, flow=st.sampled_from(["inner", "any", "nowhere"]), **shared),
        st.one_of(
            st.builds(Give, reward=st.just("voucher"), **waiting),
            st.builds(Invite, **waiting),
            st.builds(TakeSeat, event=st.just("panel"), **waiting),
            st.builds(Call, endpoint=st.just("erp"), send=st.just(("s0", "topics")), wait=DELAYS, **waiting),
        ),
    )
    return st.lists(kinds, min_size=2 if depth == 2 else 0, max_size=4 if depth == 2 else 2).map(tuple)


def _named(steps: tuple[Step, ...], numbers: count[int], again: int) -> tuple[Step, ...]:
    """The steps with names s0, s1 …; every `again` steps the names begin anew, as no linter would let them."""
    for step in steps:
        object.__setattr__(step, "name", f"s{next(numbers) % again}")
        blocks: dict[str, tuple[Step, ...]] = getattr(step, "then", {})
        for block in blocks.values():
            _named(block, numbers, again)
    return steps


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Flows of every kind of step, nested twice; some with doubled names that make them go round in circles."""
    steps = _named(draw(_steps(2)), count(), draw(st.sampled_from([2, 1000, 1000, 1000])))
    brand = Brand(name="Sonnweg", form=draw(st.sampled_from(["du", "sie"])))
    parts: dict[str, Flow] = {}
    flow = Flow(
        name="any",
        purpose="survey",
        steps=steps,
        brand=brand,
        expires_after=draw(DELAYS),
        bye=draw(TEXTS),
        parts=parts,
    )
    inner = _named(draw(_steps(1)), count(), 1000)
    parts["any"] = flow
    parts["inner"] = Flow(name="inner", purpose="survey", steps=inner, brand=brand, parts=parts)
    return flow


def customers() -> st.SearchStrategy[Customer]:
    """Customers in both languages, with and without a name."""
    return st.builds(
        Customer,
        id=st.just("c1"),
        channel=st.sampled_from(["telegram", "sms"]),
        first_name=st.sampled_from(["", "Ada", "{{ brand }}"]),
        language=st.sampled_from(["de", "en"]),
        facts=st.sampled_from([{}, {"customer.age": 5, "customer.children": ("3", "7")}]),
    )


def inputs() -> st.SearchStrategy[tuple[Input, timedelta]]:
    """One input and how long after the one before it comes; typed texts and taps are the most of it."""
    taps = st.builds(
        Reply,
        step=st.sampled_from(["s0", "s1", "s2", "s3", "~0123", ""]),
        choice=st.sampled_from(["9", "0", "-1", "refund", "accept", "decline", "nothing"]),
        reading=st.none(),
    )
    typed = st.builds(
        Reply, text=SAID, reading=READINGS, media=st.just(()) | st.just((Media("x"),)), message_id=st.just("m")
    )
    at_hand = st.builds(Reply, step=st.just(OPEN), choice=st.sampled_from(["0", "1", "2", "9"]))
    over: st.SearchStrategy[Input] = st.sampled_from([SessionExpired(), OptedOut(), StaffTookOver()])
    later = st.sampled_from([timedelta(0), timedelta(0), timedelta(minutes=5), timedelta(hours=25), timedelta(days=4)])
    back = st.builds(
        CallReturned,
        step=st.just(OPEN),
        outcome=st.sampled_from(["given", "none_left", "made", "failed", "seat", "waiting", "full", "ok", "odd"]),
        values=st.sampled_from([{}, {"reward.code": "A", "invite.link": "B", "status": "paid"}]),
    )
    given: list[st.SearchStrategy[Input]] = [
        *[at_hand] * 4,
        *[typed] * 4,
        taps,
        taps,
        back,
        back,
        st.just(WaitTimedOut()),
        over,
    ]
    return st.tuples(st.sampled_from(given).flatmap(lambda kind: kind), later)


def at_hand(flow: Flow, session: Session, given: Input) -> Input:
    """The input; a tap on the open question becomes a tap on the choice it really shows."""
    if isinstance(given, CallReturned):
        return replace(given, step=session.step)
    if not isinstance(given, Reply) or given.step != OPEN:
        return given
    place = flow.places.get(session.step)
    step = place.step if place else None
    shown = question_of(step, "de", "du").choices if isinstance(step, Asking) else ()
    if not shown:
        return Reply(text="Das Zimmer war laut")
    return Reply(step=session.step, choice=shown[int(given.choice) % len(shown)][0])

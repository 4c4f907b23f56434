"""Several choices, numbers, days, addresses, photos, shapes and scales of one's own, as a whole conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.conditions import Condition, Range, Test
from conversation.engine import resume, start
from conversation.inputs import Reply
from conversation.messages import Language, Media
from conversation.scales import OWN, own_scale
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_date import AskDate
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_photo import AskPhoto
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.steps.say import Say
from conversation.steps.step import Shown, wording_for, wording_hash
from conversation.texts import Wording
from tests.conversation.sample_flow import ADA, NOW, begin, both, flow_of, talk, texts

ROOM = AskChoices(
    name="what",
    text=both("Was war gut?"),
    choices={"bed": both("Bett", "Bed"), "food": both("Essen", "Food"), "pool": both("Pool")},
    then={"food": (Say(name="yum", text=both("Lecker")),)},
)
FED = Say(name="fed", text=both("Satt"), when=Condition(tests=(Test("what", ("food",)),)))


def test_several_choices_typed_at_once() -> None:
    """All of them count for conditions; the block of the first one follows."""
    turn = talk(flow_of(ROOM, FED), "Bett und Essen")
    assert [answer.value for answer in turn.session.answers] == ["bed,food"]
    assert texts(turn) == ["Satt"]


def test_several_choices_tapped_one_after_the_other() -> None:
    """Each tap is kept at once and offers the rest; a tap on "that is all" goes on."""
    flow = flow_of(ROOM, FED)
    turn = resume(flow, begin(flow).session, Reply(step="what", choice="food"), NOW)
    assert texts(turn) == ["Notiert. Noch etwas?"]
    (prompt,) = [effect.prompt for effect in turn.effects if hasattr(effect, "prompt")]
    assert [choice.label for choice in prompt.choices] == ["Bett", "Pool", "Das war alles"]
    turn = resume(flow, turn.session, Reply(step="what", choice="pool"), NOW)
    turn = resume(flow, turn.session, Reply(step="what", choice="done"), NOW)
    assert [answer.value for answer in turn.session.answers] == ["food,pool"]
    assert texts(turn) == ["Lecker", "Satt"]


def test_the_last_choice_that_is_left_needs_no_done() -> None:
    """Who has tapped everything is not asked for more."""
    flow = flow_of(ROOM)
    turn = begin(flow)
    for key in ("bed", "food", "pool"):
        turn = resume(flow, turn.session, Reply(step="what", choice=key), NOW)
    assert turn.session.state == "completed"


@pytest.mark.parametrize(
    ("step", "text", "value"),
    [
        (AskNumber(name="q"), "Wir waren zu viert, also 4", 4),
        (AskNumber(name="q", whole=False), "2,5 km", 2.5),
        (AskDate(name="q"), "am 15. Juni", "2027-06-15"),
        (AskDate(name="q", which="past"), "gestern", "2027-05-02"),
        (AskContact(name="q"), "0151 23456789", "+4915123456789"),
        (AskContact(name="q"), "Ada@Example.COM", "Ada@example.com"),
        (AskText(name="q", pattern="SW-####"), "die Nummer ist sw 4711, danke", "SW-4711"),
    ],
)
def test_the_value_is_kept_in_one_spelling(step: Asking, text: str, value: object) -> None:
    """What was typed becomes the value that reports and other systems can use."""
    turn = talk(flow_of(step), text)
    assert [answer.value for answer in turn.session.answers] == [value]
    assert turn.session.answers[0].text == text


@pytest.mark.parametrize(
    ("step", "text", "said"),
    [
        (AskNumber(name="q", low=1, high=9), "12", "Die Zahl passt hier nicht"),
        (AskDate(name="q", which="future"), "gestern", "Das Datum passt hier nicht"),
        (AskDate(name="q"), "bald", "So: 15.3.2027"),
        (AskContact(name="q"), "0151", "Das sieht nicht vollständig aus"),
        (AskPhoto(name="q"), "hab keins", "Schick uns bitte ein Foto."),
        (AskPhoto(name="q", optional=True), "hab keins", 'oder schreib "weiter"'),
        (AskText(name="q", pattern="SW-####"), "4711", "SW-4711"),
        (AskScore(name="q", scale=OWN, own=own_scale(1, 4, {})), "9", "Eine Zahl von 1 bis 4"),
    ],
)
def test_what_is_no_answer_is_told_what_one_looks_like(step: Asking, text: str, said: str) -> None:
    """Nobody is asked the same question twice without a hint."""
    assert said.lower() in " ".join(texts(talk(flow_of(step), text))).lower()


def test_a_photo_is_counted_and_its_words_answer_the_next_question() -> None:
    """The caption is no lost word, and the photo can be found by its message."""
    flow = flow_of(AskPhoto(name="photo", text=both("Foto?")), AskText(name="story", text=both("Was war los?")))
    photo = Reply(text="Der Koffer ist zerkratzt", media=(Media("f1", "image/jpeg"),), message_id="m7")
    session = resume(flow, begin(flow).session, photo, NOW).session
    assert [(answer.value, answer.media, answer.message_id) for answer in session.answers] == [
        (1, photo.media, "m7"),
        ("Der Koffer ist zerkratzt", (), "m7"),
    ]


def test_a_scale_of_ones_own_has_three_bands_whichever_end_is_good() -> None:
    """School grades: 1 and 2 are good, and a label that is typed counts like its number."""
    grades = own_scale(
        1, 4, {1: both("sehr gut"), 2: both("gut"), 3: both("geht so"), 4: both("schlecht")}, direction="low_is_good"
    )
    step = AskScore(name="grade", scale=OWN, own=grades, text=both("Note?"))
    for typed, value, band in (("1", 1, "good"), ("schlecht", 4, "bad"), ("geht so", 3, "bad")):
        answer = talk(flow_of(step), typed).session.answers[0]
        assert (answer.value, answer.band, answer.scale) == (value, band, OWN)


def test_another_wording_of_a_score_is_another_series() -> None:
    """The hash stays with white space and changes with any word."""
    step = AskScore(name="r", scale="nps", text=both("Wie  war es?"))
    assert talk(flow_of(step), "9").session.answers[0].wording == wording_hash(both("Wie war es?"))
    assert wording_hash(both("Wie war es?")) != wording_hash(both("Wie war es wirklich?"))


def test_a_customer_always_gets_the_same_variant_and_all_are_used() -> None:
    """Assignment needs no memory, and every wording has its share."""
    step = Say(name="hi", text=both("A"), variants=(both("B"), both("C")))
    given = [wording_for(step, f"c{number}").de for number in range(300)]
    assert given == [wording_for(step, f"c{number}").de for number in range(300)]
    assert all(given.count(letter) > 70 for letter in "ABC")


@pytest.mark.parametrize(("language", "alt"), [("de", "Strand"), ("en", "Beach")])
def test_a_picture_goes_with_the_text(language: Language, alt: str) -> None:
    """What it shows is said in the customer's language."""
    flow = flow_of(
        Say(name="hi", text=both("A"), media=Shown(picture="beach.jpg", text=Wording(de="Strand", en="Beach")))
    )
    turn = start(flow, replace(ADA, language=language), NOW, session_id="abcdefghijkl", bundle="b")
    (media,) = [effect.prompt.media for effect in turn.effects if hasattr(effect, "prompt")]
    assert media is not None
    assert (media.source, media.alt) == ("beach.jpg", alt)


def test_a_flow_speaks_only_its_own_languages() -> None:
    """Where a flow is written in one language, customers of another get that one rather than nothing."""
    flow = flow_of(Say(name="hi", text=Wording(en="Hello", de="Hallo")))
    english = replace(flow, brand=replace(flow.brand, languages=("en",)))
    assert texts(begin(english)) == ["Hello"]


def test_a_number_meets_a_range() -> None:
    """Amounts are facts like scores."""
    many = Say(name="many", text=both("Viele"), when=Condition(tests=(Test("people", (Range(3, 9),)),)))
    assert texts(talk(flow_of(AskNumber(name="people"), many), "fünf")) == ["Viele"]

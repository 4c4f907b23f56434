"""Scores as people type them: "9/10", "neun", "eine 8", "⭐⭐⭐⭐", "10!!", "8, weil …", and what is asked back.

What could mean two things is asked back, never guessed: two numbers, a half, a school grade, a number off the scale,
stars where no stars were asked for, a number before a noun ("3 Kinder").
"""

from __future__ import annotations

import re

from conversation.limits import TEXT_KEPT, TEXT_READ
from conversation.scales import Scale
from conversation.typed.folding import COURTESIES, HEDGES, clean, vocabulary, words
from conversation.typed.numbers import LEAD, NUMBER, NUMBER_WORDS, OUT_OF, UNIT, number_of
from conversation.typed.phrases import read_face, read_phrase, speaks_of_the_other_mood
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

_SCORE = rf"{NUMBER}{OUT_OF}{UNIT}"
_FIRST = re.compile(rf"^[\s\"'„“(#*•=\u2600-\u2604\u2607-\u27bf\U0001f300-\U0001faff]*{LEAD}{_SCORE}", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:nr|no|str|st|ca|bzw|inkl|gate|zimmer|room)$", re.IGNORECASE)
_LAST = re.compile(
    rf"(?:[.,:;!?\n)–—-]\s*|\s(?=(?:eine|einen|'ne|ne|a|an|rate it|give it|gebe ich)\s))"
    rf"{LEAD}{_SCORE}[\s.!)\"“]*$",
    re.IGNORECASE,
)
_STARS = re.compile(r"^\s*(?P<run>(?:[⭐★🌟✨]\s*)+)[☆\s]*")
_SOMETHING_ELSE = re.compile(r"[:.,]\d|\s*[€$£°']")
"""What makes a number a time, a date, a price or a temperature."""

_HALF = re.compile(r"\s*(?:and a half|einhalb|1/2)\b", re.IGNORECASE)
_GRADE = re.compile(r"\b(?:schul)?note\b|\bgrade\b", re.IGNORECASE)
_ANY_NUMBER = re.compile(rf"\d+|\b(?:{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"^\s*(?:oder|or|bis|to|und|and|&|\+|[-–—/,])\s*", re.IGNORECASE)
_BEST = re.compile(
    r"\b(?:sehr gut|very good|super|toll|perfekt|perfect|hervorragend|ausgezeichnet|excellent|great|spitze|klasse|"
    r"bestnote|best)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^[\s,;:.!–—=-]+(?=[\s\w„“\"]|$)")
_NOT = re.compile(r"\b(?:nicht|kein\w*|not|no|never|nie|aber|but|wäre|would)\b", re.IGNORECASE)
_OPENS_COMMENT = vocabulary(
    "weil because denn da since as aber but und and wegen due for fuer wuerde wuerd obwohl although though trotz "
    "despite wenn if leider sadly alles everything immer always nie niemals never einfach danke thanks thank "
    "bitte please lg ich i glaube denke oder so zu too tolles gutes schlechtes bestes schoenes"
)
"""Words that can follow a score but not a count of things."""

_PRAISE_OR_BLAME = vocabulary(
    "super toll gut sehr very really good great nice nett schoen schlecht bad poor echt wirklich perfekt "
    "perfect klasse spitze top best excellent mittel mittelmaessig average geht ganz total gerne gern okay ok "
    "war was is ist es it alles all mal wieder"
)
"""Words that follow a score only among themselves: "9 sehr gut" is a score, "2 sehr nette Mitarbeiter" is a count."""

_FILL_BETWEEN = vocabulary("oder or bis to zu und and vielleicht maybe eher rather fast almost doch auch even")


def read_score(scale: Scale, text: str) -> Outcome:
    """The score in a typed text with the comment beside it, or why it has to be asked for again."""
    typed = clean(text[:TEXT_READ])
    if speaks_of_the_other_mood(scale, typed):
        return AskBack("several")
    stars = _STARS.match(typed)
    if stars:
        return _from_stars(scale, stars, typed)
    face = read_face(scale, typed)
    if face is not None:
        return _understood(scale, face, text[:TEXT_KEPT])
    phrase = read_phrase(scale, typed)
    if phrase is not None:
        return _understood(scale, phrase[0], phrase[1])
    if not _ANY_NUMBER.search(typed):
        return NotAnAnswer()
    return _from_number(scale, typed, text)


def _from_stars(scale: Scale, stars: re.Match[str], typed: str) -> Outcome:
    count = sum(char in "⭐★🌟✨" for char in stars["run"])
    if scale.high != 5:
        return AskBack("other_scale")
    if count > scale.high:
        return AskBack("out_of_range")
    return _understood(scale, count, typed[stars.end() :])


def _from_number(scale: Scale, typed: str, text: str) -> Outcome:
    whole = clean(text[:TEXT_KEPT])
    first = _FIRST.match(typed)
    if first is not None:
        return _from_first(scale, first, whole[first.end() :])
    if len(_ANY_NUMBER.findall(typed)) > 1 and re.search(r"\b(?:zwischen|between)\b|\d\s*-\s*\d", typed, re.IGNORECASE):
        return AskBack("several")
    last = _LAST.search(typed) if len(whole) <= TEXT_READ else None
    before = typed[: last.start()] if last is not None else ""
    if last is not None and not _ANY_NUMBER.search(before) and not _ABBREVIATED.search(before):
        return _checked(scale, last, "", comment=before)
    if _GRADE.search(typed):
        return AskBack("grade")
    return AskBack("unclear") if len(typed.split()) <= 4 else NotAnAnswer()


def _from_first(scale: Scale, match: re.Match[str], rest: str) -> Outcome:
    """A text that opens with a number: what follows decides whether it is a score with a comment."""
    if rest[:1].isalpha() or _SOMETHING_ELSE.match(rest):
        return AskBack("unclear")
    if _HALF.match(rest):
        return AskBack("half")
    if re.fullmatch(r"[+-]\s*", rest):
        return AskBack("grade")
    if _is_several(rest):
        return AskBack("several")
    says_of_what = match["of"] or match["of_word"]
    if not says_of_what and re.match(r"\s*\w", rest) and not _opens_comment(words(rest[:TEXT_READ])):
        return AskBack("unclear")
    return _checked(scale, match, rest, comment=rest)


def _opens_comment(tail: list[str]) -> bool:
    """Whether the words right after a bare number comment on it, rather than being what it counts ("3 Kinder")."""
    return tail[0] in _OPENS_COMMENT or set(tail) <= HEDGES | COURTESIES | _PRAISE_OR_BLAME


def _is_several(rest: str) -> bool:
    tail = words(rest[:TEXT_READ])
    numbers = [word for word in tail if word.isdigit() or word in NUMBER_WORDS]
    others = [word for word in tail if word not in numbers and word not in _FILL_BETWEEN | HEDGES | COURTESIES]
    if numbers and not others:
        return True
    alternative = _ALTERNATIVE.match(rest)
    following = words(rest[alternative.end() : TEXT_READ])[:3] if alternative else []
    return _leads_to_number(following)


def _leads_to_number(following: list[str]) -> bool:
    """Whether a number comes after nothing but "vielleicht", "eher" …: "8 oder doch 9, schwer zu sagen"."""
    for word in following:
        if word.isdigit() or word in NUMBER_WORDS:
            return True
        if word not in _FILL_BETWEEN:
            return False
    return False


def _checked(scale: Scale, match: re.Match[str], rest: str, *, comment: str) -> Outcome:
    """A single number against the scale it should be on."""
    value = number_of(match["whole"], match["word"])
    assert value is not None, "the pattern holds digits or a word"
    if match["sign"]:
        return AskBack("out_of_range")
    if match["part"] and match["part"].strip("0"):
        return AskBack("half")
    wrong = _wrong_measure(scale, match, value, rest)
    if wrong is not None:
        return wrong
    if scale.number_is_position:
        value += scale.low - 1
    if not scale.low <= value <= scale.high:
        return AskBack("out_of_range")
    return _understood(scale, value, comment)


def _wrong_measure(scale: Scale, match: re.Match[str], value: int, rest: str) -> AskBack | None:
    """A school grade (1 is best in Germany), a percentage, or a number out of something else."""
    before = match.string[: match.start("whole") if match["whole"] else match.start("word")]
    if _GRADE.search(before) and (value <= 6 or scale.high <= 7):
        return AskBack("grade")
    if value in (1, 2) and scale.high > 3 and not match["of"] and _BEST.search(rest) and not _NOT.search(rest):
        return AskBack("grade")
    out_of = number_of(match["of"], match["of_word"])
    if out_of is not None:
        return None if out_of == scale.high and scale.low >= 0 else AskBack("other_scale")
    unit = (match["unit"] or "").lower()
    if unit and not unit.startswith(("p", "pt")) and scale.high != 5:
        return AskBack("other_scale")
    return AskBack("other_scale") if unit.startswith(("proz", "perc")) else None


def _understood(scale: Scale, value: int, comment: str) -> Understood:
    return Understood(value=value, band=scale.band(value), comment=_BETWEEN.sub("", comment).strip())

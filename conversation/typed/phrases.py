"""Scores said in words or faces: "sehr zufrieden", "schlechter als erwartet", 👍, ":(" … by scale."""

from __future__ import annotations

import re

from conversation.scales import Scale
from conversation.typed.folding import fold

_CSAT = {
    5: "sehr zufrieden; very satisfied; vollkommen zufrieden; completely satisfied; sehr gut; very good",
    4: "zufrieden; satisfied; gut; good; ganz zufrieden; eher zufrieden; quite satisfied; rather satisfied",
    3: "neutral; teils teils; teils/teils; weder noch; geht so; mittel; okay; ok; so lala; neither; average",
    2: "unzufrieden; nicht zufrieden; dissatisfied; unsatisfied; not satisfied; unhappy; not happy; schlecht; bad; "
    "eher unzufrieden; nicht so zufrieden",
    1: "sehr unzufrieden; total unzufrieden; very dissatisfied; very unsatisfied; gar nicht zufrieden; "
    "ueberhaupt nicht zufrieden; not at all satisfied; very unhappy; sehr schlecht; very bad",
}
PHRASES: dict[str, dict[int, str]] = {
    "nps": {
        10: "volle punktzahl; full marks; top marks; hoechste punktzahl; ganz sicher; extremely likely; "
        "aeusserst wahrscheinlich",
        0: "gar nicht; not at all; ueberhaupt nicht; auf keinen fall; null punkte; gar nicht wahrscheinlich; "
        "not at all likely",
    },
    "csat": _CSAT,
    "ces": {
        7: "sehr einfach; very easy; sehr leicht; super einfach; extremely easy; kinderleicht",
        6: "einfach; easy; leicht",
        5: "eher einfach; rather easy; somewhat easy; fairly easy",
        4: "neutral; mittel; geht so; neither; okay; ok",
        3: "eher schwierig; rather difficult; somewhat difficult",
        2: "schwierig; difficult; schwer; hard; kompliziert; umstaendlich; complicated",
        1: "sehr schwierig; very difficult; sehr schwer; very hard; extremely difficult; sehr kompliziert",
    },
    "stars": {
        5: "ausgezeichnet; excellent; perfekt; perfect; hervorragend; sehr gut; very good",
        4: "gut; good",
        3: "okay; ok; mittel; geht so; average; mittelmaessig",
        2: "nicht so gut; not so good",
        1: "schlecht; bad; sehr schlecht; very bad; terrible; furchtbar; katastrophal",
    },
    "smileys": {
        3: "gut; good; zufrieden; happy; gluecklich; super; toll; great; sehr gut; very good; sehr zufrieden",
        2: "neutral; okay; ok; geht so; so lala; mittel; meh; average",
        1: "schlecht; bad; unzufrieden; unhappy; traurig; sad; nicht gut; not good; sehr schlecht; very bad",
    },
    "thumbs": {
        1: "daumen hoch; daumen rauf; thumbs up; thumb up; hoch; up; gut; good; ja; yes; super; top; like; hilfreich; "
        "helpful",
        0: "daumen runter; daumen unten; thumbs down; thumb down; runter; down; schlecht; bad; nicht gut; not good; "
        "nein; no; dislike; nicht hilfreich; not helpful",
    },
    "expectation": {
        -1: "schlechter als erwartet; worse than expected; schlechter; worse; schlechter als gedacht; "
        "worse than i expected; viel schlechter; much worse; viel schlechter als erwartet; much worse than expected; "
        "unter den erwartungen; below expectations",
        0: "wie erwartet; as expected; so wie erwartet; genau wie erwartet; exactly as expected; genauso; genau so; "
        "just as expected; the same; as i expected; entspricht den erwartungen; met expectations; gleich",
        1: "besser als erwartet; better than expected; besser; better; besser als gedacht; better than i expected; "
        "viel besser; much better; viel besser als erwartet; much better than expected; uebertroffen; exceeded; "
        "erwartungen uebertroffen; exceeded expectations; ueber den erwartungen; above expectations",
    },
}
"""Folded phrases by scale and value. They count as a whole message, or up to a comma, a dash or a "because"."""

_HAPPY = re.compile(r"^\s*(?:[👍😀😃😄😁😊🙂☺😍🤩🥰😎🥳💯❤👌]|[:;]-?[)D]|=\))")
_NEUTRAL = re.compile(r"^\s*(?:[😐😑😶🤔😕]|:-?[|/])")
_SAD = re.compile(r"^\s*(?:[👎🙁☹😞😟😢😭😠😡🤬🤮💩😤😩😫]|:'?-?\(|=\()")
_MOODS = (("happy", _HAPPY), ("neutral", _NEUTRAL), ("sad", _SAD))
_FACES: dict[str, dict[str, int]] = {
    "smileys": {"happy": 3, "neutral": 2, "sad": 1},
    "thumbs": {"happy": 1, "sad": 0},
}
_LEAD_IN = re.compile(
    r"(?:(?:ich|wir|i|we|es|it|das|that|alles|all)\s+)?(?:bin|war|waren|sind|ist|i'm|am|is|was|were|are)\s+"
    r"|(?:deutlich|etwas|weit|leicht|a bit|slightly|far|way|a little)\s+(?=bess|schlecht|bett|worse)"
)
"""How people begin a sentence around such a phrase: "wir waren sehr zufrieden", "etwas schlechter"."""

_ENDS_HERE = re.compile(r"^\s*(?:$|[^\w\s]|(?:weil|denn|da|aber|because|but|since|as|und|and)\b)")


def read_phrase(scale: Scale, text: str) -> tuple[int, str] | None:
    """The value a text opens with in words, and what follows it; None = none. The longest phrase counts."""
    folded = fold(text)
    lead_in = _LEAD_IN.match(folded)
    begin = lead_in.end() if lead_in else 0
    best: tuple[int, int] | None = None
    for value, phrases in PHRASES.get(scale.name, {}).items():
        for phrase in phrases.split("; "):
            end = begin + len(phrase)
            if not folded.startswith(phrase, begin) or not _ENDS_HERE.match(folded[end:]):
                continue
            if best is None or end > best[1]:
                best = (value, end)
    return (best[0], _after(text, best[1])) if best else None


def _after(text: str, folded_length: int) -> str:
    """What follows the part of a text that folds to this many characters (an umlaut folds to two)."""
    end = next((end for end in range(len(text)) if len(fold(text[:end])) >= folded_length), len(text))
    return text[end:]


def mood(text: str) -> str:
    """The mood of the face a text opens with: "happy", "neutral", "sad" or "" for none."""
    return next((name for name, pattern in _MOODS if pattern.match(text)), "")


def read_face(scale: Scale, text: str) -> int | None:
    """The value a text opens with as a face or thumb, on scales made of them; None = none."""
    return _FACES.get(scale.name, {}).get(mood(text))


def speaks_of_the_other_mood(scale: Scale, text: str) -> bool:
    """Whether a happy and a sad face stand in the same text, so that no single one may be taken."""
    moods = {mood(text[place:]) for place, char in enumerate(text[:200]) if not char.isalnum() and not char.isspace()}
    return scale.name in _FACES and {"happy", "sad"} <= moods

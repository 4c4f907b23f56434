"""Makes Echoloop's own corpus out of hand-written lines and grammars (nlp/corpus/source)."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conversation.reading import TOPICS

SENTIMENT_OF = {"+": "positive", "=": "neutral", "-": "negative"}
KIND_OF = {
    "": "feedback",
    "q": "question",
    "r": "request",
    "i": "idea",
    "t": "thanks",
    "x": "opt_out",
    "o": "other",
}
_TOPIC_CODES = "BOO PRI PAY PUN STA INF COM CLE FOO APP PRO RET LUG SAF ACC LOC LOY OTH"
TOPIC_OF = dict(zip(_TOPIC_CODES.split(), TOPICS, strict=True))
_LINE = re.compile(r"^(?P<sentiment>[-+=])(?P<mixed>~?)(?P<kind>[qritxo]?) (?P<text>.+?)(?: @(?P<topics>[A-Z,]+|-))?$")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """One labelled line, or one frame of a grammar before it is expanded."""

    text: str
    lang: str
    sentiment: str
    mixed: bool
    kind: str
    topics: tuple[str, ...]
    origin: str = "hand"

    def as_json(self) -> str:
        """Return the line of train.jsonl or dev.jsonl."""
        return json.dumps(
            {
                "text": self.text,
                "lang": self.lang,
                "sentiment": self.sentiment,
                "mixed": self.mixed,
                "kind": self.kind,
                "topics": list(self.topics),
                "origin": self.origin,
            },
            ensure_ascii=False,
        )


@dataclass(slots=True)
class Grammar:
    """The frames of one language and the words that dress and join them."""

    lang: str
    frames: list[CorpusLine] = field(default_factory=list)
    dress: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def read_lines(path: Path, lang: str) -> list[CorpusLine]:
    """Return the labelled lines of a hand-written file; a malformed line raises ValueError with its number."""
    return list(_parse(path.read_text(encoding="utf-8").splitlines(), path.name, lang))


def _parse(lines: Iterable[str], name: str, lang: str) -> Iterator[CorpusLine]:
    topics: tuple[str, ...] = ()
    for number, raw in enumerate(lines, 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        if raw.startswith("["):
            topics = _topics(raw.strip("[] "))
            continue
        match = _LINE.match(raw)
        if match is None:
            message = f"{name}:{number}: cannot read this line: {raw!r}"
            raise ValueError(message)
        yield CorpusLine(
            text=match["text"].strip(),
            lang=lang,
            sentiment=SENTIMENT_OF[match["sentiment"]],
            mixed=bool(match["mixed"]),
            kind=KIND_OF[match["kind"]],
            topics=_topics(match["topics"]) if match["topics"] else topics,
        )


def _topics(codes: str) -> tuple[str, ...]:
    return () if codes == "-" else tuple(TOPIC_OF[code] for code in codes.split(","))


def read_grammar(path: Path, lang: str) -> Grammar:
    """Return frames and dress of a grammar file."""
    grammar = Grammar(lang)
    plain: list[str] = []
    section = ""
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw.startswith("["):
            section = raw.strip("[]")
        dress = section in {"openers", "closers", "joins", "turns"}
        plain.append("" if dress else raw)
        if dress and raw[:1] in SENTIMENT_OF:
            key, _, rest = raw.partition(" ")
            grammar.dress.setdefault(section, {})[key] = rest.split("|")
    grammar.frames = list(_parse(plain, path.name, lang))
    return grammar


def expand(frame: str, chance: random.Random) -> str:
    """Return one sentence of a frame: the innermost {a|b} is chosen first."""
    while match := _CHOICE.search(frame):
        choice = chance.choice(match[1].split("|"))
        frame = frame[: match.start()] + choice + frame[match.end() :]
    return re.sub(r"\s+", " ", frame).strip()


def single(frame: CorpusLine, grammar: Grammar, chance: random.Random) -> CorpusLine:
    """Return one sentence of a frame; feedback gets an opener and a closer."""
    text = expand(frame.text, chance)
    if frame.kind == "feedback":
        sign = _sign(frame)
        text = chance.choice(grammar.dress["openers"][sign]) + text + chance.choice(grammar.dress["closers"][sign])
    return _line(frame, text, chance)


def joined(one: CorpusLine, two: CorpusLine, grammar: Grammar, chance: random.Random) -> CorpusLine:
    """Return two clauses as one text: of one mind, or praise against complaint (neutral and mixed)."""
    topics = tuple(dict.fromkeys([*one.topics, *two.topics]))
    first, second = expand(one.text, chance), expand(two.text, chance)
    if one.sentiment == two.sentiment:
        text = first + chance.choice(grammar.dress["joins"][_sign(one)]) + second
        text += chance.choice(grammar.dress["closers"][_sign(one)])
        return _line(_with(one, one.sentiment, mixed=False, topics=topics), text, chance)
    text = first + chance.choice(grammar.dress["turns"][_sign(one) + _sign(two)]) + second
    return _line(_with(one, "neutral", mixed=True, topics=topics), text + chance.choice(["", ".", "!", ""]), chance)


def _sign(line: CorpusLine) -> str:
    return next(sign for sign, name in SENTIMENT_OF.items() if name == line.sentiment)


def _with(line: CorpusLine, sentiment: str, *, mixed: bool, topics: tuple[str, ...]) -> CorpusLine:
    return CorpusLine(line.text, line.lang, sentiment, mixed, line.kind, topics, line.origin)


def _line(line: CorpusLine, text: str, chance: random.Random) -> CorpusLine:
    text = re.sub(r"\s+", " ", text).strip()
    if chance.random() < 0.6:
        text = text[:1].upper() + text[1:]
    elif chance.random() < 0.3:
        text = text.lower()
    return CorpusLine(text, line.lang, line.sentiment, line.mixed, line.kind, line.topics, "grammar")


def from_grammar(grammar: Grammar, chance: random.Random, each: int = 9, pairs: int = 520) -> list[CorpusLine]:
    """Return `each` sentences of every frame, and `pairs` joined ones each of one mind and of two."""
    lines = [single(frame, grammar, chance) for frame in grammar.frames for _ in range(_times(frame, each))]
    clauses = {
        name: [frame for frame in grammar.frames if frame.kind == "feedback" and frame.sentiment == name]
        for name in ("positive", "negative")
    }
    for _ in range(pairs):
        mind = chance.choice(["positive", "negative"])
        one, two = chance.sample(clauses[mind], 2)
        lines.append(joined(one, two, grammar, chance))
        sides = [chance.choice(clauses["positive"]), chance.choice(clauses["negative"])]
        chance.shuffle(sides)
        lines.append(joined(sides[0], sides[1], grammar, chance))
    return lines


def _times(frame: CorpusLine, each: int) -> int:
    return each if frame.kind in {"feedback", "question", "request"} else each * 5


def folded(text: str) -> str:
    """Return the letters, digits and emoji of a text only: two texts of one fold are the same text."""
    return re.sub(r"[\s.,!?'\"-]+", "", text.lower())


def unique(lines: Iterable[CorpusLine], taken: frozenset[str] = frozenset()) -> list[CorpusLine]:
    """Return the lines without repeated texts and without those `taken`."""
    seen = set(taken)
    kept = []
    for line in lines:
        key = folded(line.text)
        if key not in seen:
            seen.add(key)
            kept.append(line)
    return kept


def build(source: Path, out: Path, seed: int = 13) -> tuple[int, int]:
    """Write train.jsonl, dev.jsonl and test.jsonl to `out`; returns how many lines the first two have.

    The other two parts are hand-written apart, and whatever stands in them is kept out of training. By the development
    part a model is calibrated and judged; the test part decides nothing and only tells.
    """
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    dev, test = (
        unique(line for lang in ("de", "en") for line in read_lines(source / f"{part}_{lang}.txt", lang))
        for part in ("dev", "test")
    )
    train: list[CorpusLine] = []
    for lang in ("de", "en"):
        train += read_lines(source / f"train_{lang}.txt", lang)
        train += from_grammar(read_grammar(source / f"grammar_{lang}.txt", lang), chance)
    train = unique(train, frozenset(folded(line.text) for line in [*dev, *test]))
    for name, lines in (("train", train), ("dev", dev), ("test", test)):
        (out / f"{name}.jsonl").write_text("".join(line.as_json() + "\n" for line in lines), encoding="utf-8")
    return len(train), len(dev)

"""Draws a team's digest in Slack's Block Kit: figures with their intervals, what moved, quotes, cases, the loop.

Quotes are customers' words: they are escaped and stand in `verbatim` text, so that they mention and link nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from babel.dates import format_date

from bots.digest_words import DIGEST_WORDS
from bots.slack_card import escaped
from conversation.messages import Language
from insights.alerts import Drop, Spike
from insights.digest import Digest, ScoreLine, TopicMove
from insights.scores import Score

Block = dict[str, Any]
Words = Mapping[str, str]
BANDS = ("detractor", "passive", "promoter")
SECTION_LIMIT, HEADER_LIMIT = 3000, 150


def summary(digest: Digest, language: Language) -> str:
    """The digest in one line, for notifications."""
    words = DIGEST_WORDS[language]
    return words["summary"].format(title=_title(digest, language), open=digest.open, late=digest.late)


def blocks(digest: Digest, language: Language, labels: Mapping[str, str]) -> list[Block]:
    """The whole digest; `labels` are the topics' names in this language."""
    words = DIGEST_WORDS[language]
    shown: list[Block] = [_header(_title(digest, language))]
    shown.append(_section(_scores([line for line in digest.scores if not line.own], words, words["scores"])))
    if own := [line for line in digest.scores if line.own]:
        shown.append(_section(_scores(own, words, words["own"])))
    shown.append(_section(_topics(digest, words, labels)))
    for name, quotes in (("best", digest.best), ("worst", digest.worst)):
        if quotes:
            shown.append(_section("\n".join([f"*{words[name]}*", *(f">{escaped(quote)}" for quote in quotes)])))
    shown += [{"type": "divider"}, _section(_cases(digest, words))]
    if loop := _loop(digest, words):
        shown.append(_section(loop))
    if digest.response.n:
        shown.append(_context(_response(digest, words)))
    return shown


def plain(shown: Sequence[Block]) -> str:
    """The same digest as text, for a terminal."""
    texts = (str(part["text"]) for block in shown for part in (block.get("text"), *block.get("elements", [])) if part)
    joined = "\n\n".join(texts).replace("*", "")
    return joined.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def dropped(drop: Drop, language: Language) -> str:
    """A score's real drop in one sentence."""
    words, change = DIGEST_WORDS[language], drop.change
    return words["dropped"].format(
        scale=words[drop.scale],
        now=figure(drop.scale, drop.now.value),
        before=figure(drop.scale, drop.before.value),
        change=signed(change.value),
        low=signed(change.low),
        high=signed(change.high),
        n=drop.now.n,
        n_before=drop.before.n,
    )


def spiked(spike: Spike, language: Language, labels: Mapping[str, str]) -> str:
    """A topic's spike in one sentence."""
    topic = labels.get(spike.topic, spike.topic.replace("_", " "))
    told = DIGEST_WORDS[language]["spiked"]
    return told.format(topic=topic, count=spike.count, n=spike.n, expected=f"{spike.expected:.1f}")


def signed(value: float) -> str:
    """A change with its sign."""
    return f"{value:+.0f}".replace("-", "−")


def figure(scale: str, value: float) -> str:
    """A score as people write it: NPS with a sign, shares in percent."""
    return signed(value) if scale == "nps" else f"{value:.0f} %"


def _title(digest: Digest, language: Language) -> str:
    last = digest.until - timedelta(days=1)
    days = {name: format_date(day, "d. MMMM" if language == "de" else "d MMMM", locale=language)
            for name, day in (("since", digest.since), ("until", last))}  # fmt: skip
    return DIGEST_WORDS[language]["week" if digest.week else "day"].format(team=digest.team, **days)


def _scores(lines: Sequence[ScoreLine], words: Words, title: str) -> str:
    rows = [f"*{words[line.scale]}* {_score(line, words)}" for line in lines if line.n or line.scale == "nps"]
    return "\n".join([f"*{title}*", *rows])


def _score(line: ScoreLine, words: Words) -> str:
    if line.score is None:
        return words["few"].format(n=line.n)
    told = _interval(line.scale, line.score, words)
    if line.change is None:
        return told
    verdict = "same" if not line.change.clear else "up" if line.change.value > 0 else "down"
    return f"{told}\n{words[verdict].format(value=signed(line.change.value))}"


def _interval(scale: str, score: Score, words: Words) -> str:
    return words["line"].format(
        value=figure(scale, score.value), low=figure(scale, score.low), high=figure(scale, score.high), n=score.n
    )


def _topics(digest: Digest, words: Words, labels: Mapping[str, str]) -> str:
    if not digest.moved:
        return words["none_moved"].format(n=digest.comments)
    return "\n".join([f"*{words['moved']}*", *(_move(move, words, labels) for move in digest.moved)])


def _move(move: TopicMove, words: Words, labels: Mapping[str, str]) -> str:
    told = words["move"].format(
        topic=escaped(labels.get(move.topic, move.topic.replace("_", " "))),
        count=move.count,
        n=move.n,
        change=signed(move.change.value),
        low=signed(move.change.low),
        high=signed(move.change.high),
    )
    return ("▲ " if move.change.value > 0 else "▼ ") + told


def _cases(digest: Digest, words: Words) -> str:
    rows = [f"*{words['cases']}* " + words["open"].format(open=digest.open, late=digest.late, soon=digest.soon)]
    if digest.overdue:
        left = ", ".join(words[name].format(count=count) for name, count in digest.overdue.items())
        rows.append(f"⚠ {words['overdue']}: {left}")
    return "\n".join(rows)


def _loop(digest: Digest, words: Words) -> str:
    rows = []
    if digest.loop:
        rows.append(f"*{words['loop']}*")
        order = sorted(digest.loop, key=lambda band: (BANDS.index(band) if band in BANDS else len(BANDS), band))
        rows += [f"{words.get(band, band)}: {_interval('share', digest.loop[band], words)}" for band in order]
    if digest.first_contact is not None:
        rows.append(f"{words['first_contact']}: {_interval('share', digest.first_contact, words)}")
    if digest.first_answer is not None:
        wait, n = digest.first_answer
        rows.append(words["first_answer"].format(minutes=_length(wait, words), n=n))
    return "\n".join(rows)


def _length(wait: timedelta, words: Words) -> str:
    minutes = wait / timedelta(minutes=1)
    return (
        words["minutes"].format(n=f"{minutes:.0f}") if minutes < 90 else words["hours"].format(n=f"{minutes / 60:.1f}")
    )


def _response(digest: Digest, words: Words) -> str:
    score = digest.response.score
    share = f" = {_interval('share', score, words)}" if score else ""
    return words["response"].format(hits=digest.response.hits, n=digest.response.n, share=share)


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text[:HEADER_LIMIT], "emoji": False}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:SECTION_LIMIT], "verbatim": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}

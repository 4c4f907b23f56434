"""Old answers are read by the current model: once each, beside the old reading, and never over a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from sqlalchemy import select

from conversation.reading import Reading
from storage.corrections import add_correction, latest_reading
from storage.responses import readings
from tests.usecases.house import NOON, House
from usecases.read_again import read_again

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
LATER = NOON + timedelta(days=30)


@dataclass
class NewReader:
    """A newer model, which finds everything positive."""

    asked: list[str] = field(default_factory=list)

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """Positive."""
        self.asked += texts
        return [Reading(sentiment="positive", confidence=0.9, kind="feedback", model="newer") for _ in texts]


async def answered(house: House) -> str:
    """A customer has said why he would not recommend us, and the old model has read it; returns the answer's id."""
    house.reader.readings["Der Bus kam nie"] = Reading(
        sentiment="negative", confidence=0.8, kind="feedback", model="older"
    )
    await house.ask("nps")
    await house.hear("2")
    await house.hear("Der Bus kam nie")
    query = select(readings.c.answer_id).where(readings.c.model == "older")
    return str(await house.store.read(lambda tx: tx.execute(query).scalar_one()))


async def test_each_answer_is_read_once_more(house: House) -> None:
    """The new reading counts, the old one stays, and a second run finds nothing to do."""
    answer = await answered(house)
    reader, numbers = NewReader(), count()
    again = partial(read_again, house.store, reader=reader, new_id=lambda: f"r{next(numbers)}", now=LATER)
    steps: list[tuple[int, int]] = []
    assert await again(since=NOON - timedelta(days=1), step=lambda done, total: steps.append((done, total))) == 1
    assert steps == [(1, 1)]
    assert reader.asked[1:] == ["Der Bus kam nie"]
    latest = await house.store.read(partial(latest_reading, answer_id=answer))
    assert latest is not None
    assert (latest["sentiment"], latest["model"]) == ("positive", "newer")
    models = await house.store.read(lambda tx: set(tx.execute(select(readings.c.model)).scalars()))
    assert models == {"older", "newer"}
    assert await again(since=NOON - timedelta(days=1)) == 0


async def test_what_a_person_corrected_stays(house: House) -> None:
    """Nobody's model overrules the desk; nor is anything read that is older than asked for."""
    answer = await answered(house)
    reader = NewReader()
    again = partial(read_again, house.store, reader=reader, new_id=lambda: "r", now=LATER)
    assert await again(since=LATER) == 0
    word = {"id": "c", "answer_id": answer, "field": "sentiment", "was": "negative", "value": "neutral"}
    word |= {"model": "older", "who": "U1", "at": LATER}  # type: ignore[dict-item]
    right = await house.store.read(partial(latest_reading, answer_id=answer))
    assert right is not None
    fixed = {**right, "id": "right", "sentiment": "neutral", "model": "person", "at": LATER}
    await house.store.run(partial(add_correction, row=word, reading=fixed))
    assert await again(since=NOON - timedelta(days=1)) == 0

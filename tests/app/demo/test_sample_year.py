"""The sample year: deterministic, plausible, and quickly written."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.demo.sample_year import sample_year
from app.demo.upcoming import upcoming_trips
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from conversation.scales import SCALES
from insights.scores import nps
from storage.database import open_store
from storage.migrate import upgrade
from storage.samples import count_samples, insert_sample, next_case_number
from usecases.attribute_kinds import check_kinds

UNTIL = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_same_arguments_make_the_same_year() -> None:
    """Nothing in it depends on the moment it is made."""
    assert sample_year(UNTIL, count=40) == sample_year(UNTIL, count=40)


def test_scores_are_plausible_and_recover_from_the_summer() -> None:
    """Promoters outnumber detractors, and the last quarter is better than the two bad months."""
    rows = sample_year(UNTIL)
    scores = [one for one in rows["answers"] if one["scale"] == "nps"]
    assert len(scores) > 150

    def score(since: int, until: int) -> float:
        window = [one for one in scores if timedelta(days=until) <= UNTIL - one["at"] < timedelta(days=since)]
        bands = Counter(one["band"] for one in window)
        found = nps(bands["promoter"], bands["passive"], bands["detractor"])
        assert found is not None
        return found.value

    assert score(365, 0) > 0
    assert score(90, 0) > score(180, 120)


def test_every_row_belongs_to_a_made_up_customer_and_lies_in_the_year() -> None:
    """Customers and responses are marked, bands follow the scales, nothing lies in the future."""
    rows = sample_year(UNTIL)
    assert all(one["sample"] for one in (*rows["customers"], *rows["responses"]))
    assert max(one["at"] for one in rows["answers"]) <= UNTIL + timedelta(minutes=5)
    scored = [one for one in rows["answers"] if one["scale"]]
    assert all(one["band"] == SCALES[one["scale"]].band(one["score"]) for one in scored)


@pytest.mark.anyio
async def test_it_is_written_into_a_real_database(tmp_path: Path) -> None:
    """Every foreign key and unique constraint holds."""
    url = f"sqlite:///{tmp_path / 'sample.db'}"
    upgrade(url)
    store = open_store(url)
    try:
        rows = sample_year(UNTIL)
        written = await store.run(lambda tx: insert_sample(tx, rows))
        assert written == sum(len(table) for table in rows.values())
        assert await store.read(count_samples) == 300
        assert await store.read(next_case_number) == len(rows["cases"]) + 1
    finally:
        await store.close()


def test_the_sample_tells_only_what_attributes_yaml_describes() -> None:
    """Made-up families and their next trips would be taken from an import as well."""
    read, problems = read_experience(load_files(Path(__file__).parents[3] / "experience"))
    assert read is not None, problems
    known, people = read.attributes, sample_year(UNTIL)["customers"]
    trips = [each.purchase for each in upcoming_trips(people, UNTIL, seed=7)]
    assert [check_kinds("", row["attributes"], known.customer) for row in people] == [[]] * len(people)
    assert [check_kinds("", trip.attributes, known.purchase) for trip in trips if trip] == [[]] * len(trips)

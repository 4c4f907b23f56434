"""Notices a storm: many cases of one cause at one team within a minute become one list instead of a card each."""

from __future__ import annotations

from datetime import timedelta

from authoring.desk import Desk
from storage.case_lists import count_cases_since, open_list
from usecases.batch import Batch


def storm_of(batch: Batch, team: str, topic: str, desk: Desk) -> str:
    """The list that a new case of this cause belongs to; "" where there is no storm.

    A list takes cases as long as they keep coming: once none has come for the storm's span, the next one has a card of
    its own again. Cases that got their cards before the storm was noticed keep them.
    """
    key = (team, topic)
    span = timedelta(minutes=desk.storm.minutes)
    known = batch.storms.get(key)
    if known is None:
        open_now = open_list(batch.tx, team, topic, since=batch.now - span)
        known = batch.storms[key] = (open_now, count_cases_since(batch.tx, team, topic, since=batch.now - span))
    list_id, count = known
    if not list_id and count >= desk.storm.cases:
        list_id = batch.new_id()
        row = {"id": list_id, "team": team, "topic": topic, "opened_at": batch.now}
        batch.saving.case_lists[list_id] = row | {"last_at": batch.now, "place": "", "ts": "", "stale": True}
    elif list_id:
        batch.saving.touched_lists[list_id] = {"row": list_id, "at": batch.now}
    batch.storms[key] = (list_id, count + 1)
    return list_id

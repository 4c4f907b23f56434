"""The desk's clock: warns before a target is missed, ends snoozes, recalls wishes to be called. Each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from authoring.desk import Desk, Team
from authoring.experience import Experience
from journey.working_hours import is_working
from storage.case_board import undelivered
from storage.case_dues import CaseDue, due_of_cases, settle_dues
from storage.case_lists import cases_of_list
from storage.case_work import case_row, change_case
from storage.columns import JsonObject
from storage.database import Store
from storage.desk_posts import add_posts
from storage.transactions import Transaction
from usecases.bundles import Bundles, NoBundleError
from usecases.case_steps import UNRESOLVED
from usecases.case_told import desk_words
from usecases.topic_labels import topic_labels

LOOK_BACK = timedelta(days=1)


async def watch_cases(store: Store, *, bundles: Bundles, now: datetime, limit: int = 256) -> int:
    """Everything that is due of cases; returns how many things were.

    However late the tick comes, every due row is dealt with once: who was to be warned earlier is warned with the next
    one only where that is due as well.
    """

    def work(tx: Transaction) -> int:
        try:
            experience = bundles.load_current(tx)
        except NoBundleError:
            return 0
        _tell_undelivered(tx, experience, now)
        dues = due_of_cases(tx, now, limit)
        rows = [row for due in dues for row in _remind(tx, due, experience, now)]
        add_posts(tx, rows)
        settle_dues(tx, [due.id for due in dues], now)
        return len(dues)

    return await store.run(work, order="later")


def _remind(tx: Transaction, due: CaseDue, experience: Experience, now: datetime) -> list[JsonObject]:
    case = case_row(tx, due.case_id)
    if case is None or case["state"] == "resolved":
        return []
    words, desk = desk_words(experience.desk_language(case["team"])), experience.desk
    key = f"{due.kind}:{case['id']}:{due.due_at.isoformat()}"
    if due.kind == "unsnooze":
        change_case(tx, case["id"], in_state=UNRESOLVED, snoozed_until=None)
        return [_line(case, key, words["unsnooze"].format(number=case["number"]), _owner(case, desk), now)]
    if due.kind == "call_back":
        return [_line(case, key, words["call_back"].format(number=case["number"]), _owner(case, desk), now)]
    return _warn(tx, case, due, key, experience, now)


def _warn(
    tx: Transaction, case: JsonObject, due: CaseDue, key: str, experience: Experience, now: datetime
) -> list[JsonObject]:
    """One warning: to the owner, then the lead, then the team's channel; and to whoever is on duty out of hours."""
    target, _, whom = due.kind.partition("_")
    until = case["first_answer_due_at"] if target == "answer" else case["solve_due_at"]
    if (target == "answer" and case["first_answer_at"] is not None) or until is None:
        return []
    desk, brand = experience.desk, experience.brand
    team = desk.teams.get(case["team"]) or Team(name=case["team"], channel=f"#{case['team']}")
    minutes = max(0, round((until - now) / timedelta(minutes=1)))
    words = desk_words(experience.desk_language(case["team"]))
    text = words[f"{target}_due"].format(number=case["number"], minutes=minutes)
    duty = desk.duty.get(team.on_duty)
    away = not is_working(now, team.hours, brand.zone, brand.region)
    on_duty = [desk.slack_of(name) for name in duty.members] if duty and (away or not case["owner"]) else []
    called = {"owner": _owner(case, desk) or on_duty, "lead": [desk.slack_of(team.lead)], "team": on_duty}[whom]
    if _only_listed(case):
        return [_storm_line(tx, case, due, called, minutes, experience, now)]
    rows = [_line(case, key, text, called, now)]
    if whom == "team":
        place = duty.channel if duty and duty.channel and away else team.channel
        rows.append(
            {"key": f"{key}:channel", "place": place, "body": {"text": text, "mention": on_duty}, "due_at": now}
        )
    return rows


def _owner(case: JsonObject, desk: Desk) -> list[str]:
    person = desk.slack_of(case["owner"])
    return [person] if person else []


def _line(case: JsonObject, key: str, text: str, mention: list[str], now: datetime) -> JsonObject:
    body = {"text": text, "mention": [person for person in mention if person]}
    if _only_listed(case):
        return {"key": key, "place": f"team:{case['team']}", "body": body, "due_at": now}
    return {"key": key, "case_id": case["id"], "body": body, "due_at": now}


def _only_listed(case: JsonObject) -> bool:
    """Whether a storm's list shows the case, so that it has no thread of its own."""
    return bool(case["list_id"]) and not case["card_ts"]


def _storm_line(
    tx: Transaction,
    case: JsonObject,
    due: CaseDue,
    called: list[str],
    minutes: int,
    experience: Experience,
    now: datetime,
) -> JsonObject:
    """One warning for all cases of a storm that fall due within the same hour: 2,000 lines would hide each other."""
    _, counts = cases_of_list(tx, case["list_id"], 0)
    target = due.kind.partition("_")[0]
    count = counts.get("open", 0) + (counts.get("claimed", 0) if target == "solve" else 0)
    words = experience.desk_language(case["team"])
    text = desk_words(words)[f"storm_{target}_due"].format(
        topic=topic_labels(experience, words).get(case["topic"], case["topic"]),
        count=max(count, 1),
        minutes=minutes,
    )
    body = {"text": text, "mention": [person for person in called if person]}
    key = f"{due.kind}:list:{case['list_id']}:{due.due_at:%Y-%m-%dT%H}"
    return {"key": key, "place": f"team:{case['team']}", "body": body, "due_at": now}


def _tell_undelivered(tx: Transaction, experience: Experience, now: datetime) -> None:
    """Whoever wrote to a customer hears that no channel took it."""
    words = desk_words(experience.brand.languages[0])
    add_posts(
        tx,
        [
            {
                "key": f"undelivered:{row['key']}",
                "case_id": row["case_id"],
                "body": {"text": words["undelivered"].format(why=row["outcome"]), "who": row["other"]},
                "due_at": now,
            }
            for row in undelivered(tx, now - LOOK_BACK, 200)
        ],
    )

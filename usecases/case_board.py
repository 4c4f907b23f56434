"""The desk's lists from rows: a member's App Home, a storm's card, and what a modal needs to know of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from authoring.desk import Member
from authoring.experience import Experience
from bots.case_form import Board, BoardLine, CaseForm, StormCard
from conversation.messages import Language
from conversation.reading import KINDS_OF_TEXT, SENTIMENTS, TOPICS
from conversation.saved import load_inbound, load_prompt
from conversation.texts import choose
from conversation.wording import fill
from nlp.mask import mask
from storage.case_board import count_open, due_before, mine, unowned
from storage.case_lists import CaseList
from storage.case_requests import request_of
from storage.case_work import case_address, case_row
from storage.columns import JsonObject
from storage.customers import find_person
from storage.gone_on import events_of_others, further_cases, last_writer, merged_cases
from storage.transactions import Transaction
from storage.transcript import Line, transcript
from usecases.case_told import named_by_case
from usecases.tell_customer import customer_texts
from usecases.topic_labels import topic_labels

SOON = timedelta(hours=2)
LISTED = 60
TRANSCRIPT = 200


def board_of(tx: Transaction, experience: Experience, member: Member | None, now: datetime) -> Board:
    """What a member has to do; without members everybody works for every team."""
    desk = experience.desk
    teams = member.teams if member and member.teams else tuple(desk.teams)
    words = experience.desk_language(member.teams[0] if member and member.teams else "")
    labels = topic_labels(experience, words)
    return Board(
        name=member.name if member else "",
        words=words,
        mine=tuple(_line(row, labels) for row in mine(tx, member.name, now, LISTED)) if member else (),
        soon=tuple(_line(row, labels) for row in due_before(tx, teams, now + SOON, LISTED)),
        free=tuple(_line(row, labels, claimable=True) for row in unowned(tx, teams, LISTED)),
        counts=tuple(count_open(tx, teams, now).items()),
    )


def storm_card(found: CaseList, rows: list[JsonObject], counts: dict[str, int], experience: Experience) -> StormCard:
    """A storm's one card."""
    words = experience.desk_language(found.team)
    labels = topic_labels(experience, words)
    order = [(state, counts[state]) for state in ("open", "claimed", "resolved") if counts.get(state)]
    return StormCard(
        list_id=found.id,
        team=found.team,
        topic=labels.get(found.topic, found.topic),
        since=found.opened_at,
        words=words,
        counts=tuple(order),
        lines=tuple(_line(row, labels, claimable=row["state"] == "open") for row in rows),
    )


def form_of(tx: Transaction, experience: Experience, case_id: str, member: Member | None) -> CaseForm | None:
    """The facts for a case's modals ("" = of no case yet); None where there is no such case."""
    desk = experience.desk
    if not case_id:
        return CaseForm(words=experience.desk_language(), teams=tuple(desk.teams))
    case = case_row(tx, case_id)
    if case is None:
        return None
    words = experience.desk_language(case["team"])
    customer = customer_texts(tx, case["customer_id"], experience.brand) or (words, experience.brand.form)
    request = request_of(tx, case_id)
    open_book = member is not None and "personal_data" in member.rights
    return CaseForm(
        case_id=case_id,
        number=case["number"],
        words=words,
        priority=case["priority"],
        causes=desk.causes,
        members=tuple(desk.members),
        teams=tuple(desk.teams),
        replies=tuple((name, choose(text, *customer)) for name, text in desk.replies.items()),
        gestures=tuple(
            (gesture.name, f"{choose(gesture.text, words, 'du') or gesture.name}, {gesture.value} €")
            for gesture in desk.gestures.values()
        ),
        requests=_requests(experience, words),
        request=f"{request['kind']}:{request['state']}" if request else "",
        items=tuple(str(item) for item in request["items"]) if request else (),
        reference=request["reference"] if request else "",
        sentiments=tuple(word for word in SENTIMENTS if word != "unsure"),
        kinds=tuple(word for word in KINDS_OF_TEXT if word != "unsure"),
        topics=tuple(dict.fromkeys((*TOPICS, *experience.topics))),
        to=_answerable(tx, case, words),
        full=_everything(tx, case, words, open_book=open_book),
        masked=not open_book,
    )


def _requests(experience: Experience, words: Language) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            f"{request.name}:{state}",
            f"{choose(request.text, words, 'du') or request.name}: {choose(text, words, 'du') or state}",
        )
        for request in experience.desk.requests.values()
        for state, text in request.states.items()
    )


def _answerable(tx: Transaction, case: JsonObject, words: Language) -> tuple[tuple[str, str], ...]:
    """Where others' cases go on in this one: everybody who can be answered, whoever wrote last first."""
    others = further_cases(tx, case)
    if not others:
        return ()
    person = find_person(tx, case["customer_id"])
    rows = [case | {"first_name": person.first_name if person else ""}, *others]
    last = last_writer(tx, case["id"]) or case["id"]
    rows.sort(key=lambda row: row["id"] != last)
    return tuple((str(row["id"]), named_by_case(row, words)) for row in rows)


def _everything(tx: Transaction, case: JsonObject, words: Language, *, open_book: bool) -> str:
    """Who the customer is and all that was said; masked for whoever may not see personal data."""
    person = find_person(tx, case["customer_id"])
    address = case_address(tx, case)
    rows: list[str] = []
    if open_book and person is not None:
        rows.append(" ".join(part for part in (person.salutation, person.first_name, person.last_name) if part))
        rows.append(f"{person.external_id or '–'} · {address.channel} {address.platform_id}" if address else "–")
    lines = transcript(tx, channel=address.channel, address=address.platform_id, limit=TRANSCRIPT) if address else []
    said = [(line.at, _said(line)) for line in lines] + _said_by_others(tx, case, words)
    rows += [text for _, text in sorted(said, key=lambda each: each[0])]
    text = "\n".join(row for row in rows if row)
    return text if open_book else mask(text)


def _said_by_others(tx: Transaction, case: JsonObject, words: Language) -> list[tuple[datetime, str]]:
    """What was said with those whose cases go on in this one, since they do."""
    names = {row["id"]: named_by_case(row, words) for row in merged_cases(tx, case["id"])}
    arrows = {"message_in": "⟶", "message_out": "⟵"}
    return [
        (event["at"], f"{event['at']:%d.%m. %H:%M}  {arrows[event['kind']]} {names.get(event['about'], '–')}: {text}")
        for event in events_of_others(tx, case["id"])
        if event["kind"] in arrows and (text := event["text"])
    ]


def _said(line: Line) -> str:
    if line.ours:
        return f"{line.at:%d.%m. %H:%M}  ⟵ {fill(load_prompt(line.body), line.at)}"
    message = load_inbound(line.body)
    text = "/start" if message.kind == "start" else message.text or f"[{message.kind}]"
    return f"{line.at:%d.%m. %H:%M}  ⟶ {text}"


def _line(row: JsonObject, labels: Mapping[str, str], *, claimable: bool = False) -> BoardLine:
    stands = row.get("card_channel") and row.get("card_ts")
    link = f"https://slack.com/archives/{row['card_channel']}/p{row['card_ts'].replace('.', '')}" if stands else ""
    return BoardLine(
        case_id=row["id"],
        number=row["number"],
        team=row["team"],
        state=row["state"],
        priority=row["priority"],
        topic=labels.get(row["topic"], row["topic"]),
        due_at=row["due_at"],
        link=link,
        claimable=claimable,
    )

"""What the desk does to make good: gestures against a monthly budget, requests with their states; and teaching."""

from __future__ import annotations

from datetime import datetime

from authoring.desk import Gesture, Team
from bots.case_actions import Correct, DecideGesture, MakeGesture, SetRequest
from conversation.messages import Prompt
from conversation.reading import KINDS_OF_TEXT, SENTIMENTS
from conversation.texts import NO_TEXT, choose
from storage.case_requests import put_request, request_of
from storage.case_work import case_answers, change_case
from storage.columns import JsonObject
from storage.corrections import add_correction, latest_reading
from storage.gestures import add_gesture, decide_gesture, gesture_row, spent
from usecases.case_steps import UNRESOLVED, Done, NotPossible, Step, Worked
from usecases.case_told import desk_words
from usecases.tell_customer import customer_texts, tell_customer

ALL_STATES = (*UNRESOLVED, "resolved")
CENTS = 100


def make_gesture(step: Step, action: MakeGesture, case: JsonObject) -> Worked:
    """Within the team's budget of this month it is given; over it the lead is asked, or decides himself."""
    gesture = step.desk.gestures.get(action.gesture)
    if gesture is None:
        return NotPossible("no_gesture")
    if case["state"] == "resolved":
        return NotPossible("resolved")
    team = step.desk.teams.get(case["team"]) or Team(name=case["team"], channel="")
    left = team.gesture_budget - spent(step.tx, team.name, _month(step.now)) // CENTS
    lead = step.member is not None and step.member.name == team.lead
    granted = gesture.value <= left or lead or (step.member is not None and step.may("gestures"))
    row = {"id": step.new_id(), "key": action.key, "case_id": case["id"], "team": team.name, "kind": gesture.name}
    row |= {"cents": gesture.value * CENTS, "state": "granted" if granted else "asked"}
    if not add_gesture(step.tx, row | {"who": action.who, "at": step.now}):
        return Done()
    change_case(step.tx, case["id"], in_state=ALL_STATES)
    step.event(action, "gesture" if granted else "gesture_asked", gesture.name)
    _say_gesture(step, action.who, gesture, row, left - gesture.value if granted else left, team)
    return Done()


def decide(step: Step, action: DecideGesture, case: JsonObject) -> Worked:
    """The lead's word about a gesture over the budget."""
    found = gesture_row(step.tx, action.gesture_id)
    team = step.desk.teams.get(case["team"])
    if found is None or team is None:
        return NotPossible("no_gesture")
    if step.member is not None and step.member.name != team.lead and not step.may("gestures"):
        return NotPossible("lead_only")
    state = "granted" if action.granted else "refused"
    if not decide_gesture(step.tx, action.gesture_id, state=state, who=action.who, now=step.now):
        return NotPossible("decided")
    change_case(step.tx, case["id"], in_state=ALL_STATES)
    step.event(action, f"gesture_{state}", found["kind"])
    label = _label(step, step.desk.gestures.get(found["kind"]), found["kind"])
    told = desk_words(step.words)[f"gesture_{state}"]
    text = told.format(who=action.who, gesture=label, value=found["cents"] // CENTS)
    step.post(f"gesture:{action.gesture_id}:{state}", text, case_id=case["id"])
    return Done()


def set_request(step: Step, action: SetRequest, case: JsonObject) -> Worked:
    """The request's kind and state; the customer is told of each change, on his own channel."""
    request = step.desk.requests.get(action.kind)
    if request is None or action.state not in request.states:
        return NotPossible("no_request")
    before = request_of(step.tx, case["id"])
    row: JsonObject = {"case_id": case["id"], "kind": action.kind, "state": action.state, "changed_at": step.now}
    row["opened_at"] = before["opened_at"] if before else step.now
    if action.items:
        row["items"] = list(action.items)
    if action.reference:
        row["reference"] = action.reference
    put_request(step.tx, row)
    change_case(step.tx, case["id"], in_state=ALL_STATES)
    if before is not None and (before["kind"], before["state"]) == (action.kind, action.state):
        return Done()
    step.event(action, "request", f"{action.kind}: {action.state}")
    name = choose(request.text, step.words, "du") or request.name
    state = choose(request.states[action.state], step.words, "du") or action.state
    told = desk_words(step.words)["request"].format(kind=name, state=state, who=action.who)
    step.post(f"request:{case['id']}:{action.state}:{step.now.isoformat()}", told, case_id=case["id"])
    _tell_state(step, case, action)
    return Done()


def correct(step: Step, action: Correct, case: JsonObject) -> Worked:
    """The words of the case were read wrongly: the right reading counts from now on, and training learns from it."""
    known: dict[str, tuple[str, ...]] = {"sentiment": SENTIMENTS, "kind": KINDS_OF_TEXT}
    answer = next((row for row in reversed(case_answers(step.tx, case)) if row["model"] and row["text"]), None)
    reading = latest_reading(step.tx, answer["id"]) if answer else None
    if answer is None or reading is None:
        return NotPossible("no_reading")
    if not action.value or action.value not in known.get(action.field, (action.value,)):
        return NotPossible("empty")
    topics = ",".join(topic["topic"] for topic in reading["topics"] or ())
    was = topics if action.field == "topics" else str(reading[action.field])
    value: object = action.value
    if action.field == "topics":
        value = [{"topic": topic.strip(), "confidence": 1.0} for topic in action.value.split(",") if topic.strip()]
    right = reading | {"id": step.new_id(), "model": f"corrected by {action.who}", "at": step.now}
    right |= {action.field: value, "confidence": 1.0 if action.field == "sentiment" else reading["confidence"]}
    row = {"id": step.new_id(), "answer_id": answer["id"], "field": action.field, "was": was, "value": action.value}
    add_correction(step.tx, row | {"model": reading["model"], "who": action.who, "at": step.now}, right)
    change_case(step.tx, case["id"], in_state=ALL_STATES)
    step.event(action, "corrected", f"{action.field}: {was} → {action.value}")
    return Done()


def _say_gesture(step: Step, who: str, gesture: Gesture, row: JsonObject, left: int, team: Team) -> None:
    """The thread reads what was given; where the lead is asked, with two buttons."""
    granted = row["state"] == "granted"
    told = desk_words(step.words)["gesture" if granted else "gesture_asked"]
    text = told.format(who=who, gesture=_label(step, gesture, gesture.name), value=gesture.value, left=left)
    more: JsonObject = {}
    if not granted:
        lead = step.desk.slack_of(team.lead)
        more = {"mention": [lead] if lead else [], "decide": row["id"]}
    step.post(f"gesture:{row['id']}", text, case_id=row["case_id"], **more)


def _label(step: Step, gesture: Gesture | None, name: str) -> str:
    return choose(gesture.text if gesture else NO_TEXT, step.words, "du") or name


def _tell_state(step: Step, case: JsonObject, action: SetRequest) -> None:
    request = step.desk.requests[action.kind]
    customer = customer_texts(step.tx, case["customer_id"], step.brand)
    if customer is None:
        return
    language, form = customer
    name = choose(request.text, language, form) or request.name
    state = choose(request.states[action.state], language, form) or action.state.replace("_", " ")
    ours = {"de": "Dein Vorgang", "en": "Your case"}[language]
    ours = "Ihr Vorgang" if (language, form) == ("de", "sie") else ours
    text = f"{ours} C-{case['number']} ({name}): {state}."
    prompt = Prompt(template="{{ text }}", values={"text": text}, language=language, form=form)
    key = f"request:{case['id']}:{action.state}:{step.now.isoformat()}"
    tell_customer(step, case, prompt, key=key)


def _month(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)

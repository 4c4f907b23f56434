"""The desk's further modals: hand over, put aside, urgency, note, merge, call back, gesture, request, teach, show."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bots.case_actions import (
    SOURCES,
    Assign,
    CallBack,
    CaseAction,
    Correct,
    MakeGesture,
    Merge,
    Note,
    OpenByHand,
    SetPriority,
    SetRequest,
    Snooze,
)
from bots.case_form import CaseForm, Pairs
from bots.slack_modals import case_of, field_of
from bots.slack_words import WORDS, said

Json = dict[str, Any]
Field = Json

SNOOZES = (1, 4, 24, 72)
PRIORITIES = ("high", "normal", "low")
OPTIONS, LABEL, TEXT, SECTION = 100, 75, 3000, 2900


def menu(can_work: bool) -> tuple[str, ...]:
    """The entries of a card's menu, in order."""
    work = ("assign", "snooze", "priority", "note", "call_back", "request", "gesture", "merge", "correct")
    return (*work, "show") if can_work else ("note", "correct", "show")


def view_of(name: str, form: CaseForm) -> Json | None:
    """The modal of this name for this case; None where there is none, or nothing to choose from."""
    build = _BUILD.get(name)
    blocks = build(form) if build else []
    if not blocks:
        return None
    view: Json = {
        "type": "modal",
        "callback_id": "case_form_sent",
        "title": _plain(f"C-{form.number}" if form.number else "Echoloop"),
        "close": _plain(WORDS[form.words]["close"]),
        "private_metadata": json.dumps({"case": form.case_id, "words": form.words, "form": name}),
        "blocks": blocks[:100],
    }
    return view if name == "show" else view | {"submit": _plain(WORDS[form.words]["send"])}


def action_of(view: Json, who: str) -> CaseAction | None:
    """What a submitted modal asks for; None where it asks for nothing."""
    name, case_id = form_of(view), case_of(view)
    read = _READ.get(name)
    return read(view, case_id, who) if read else None


def form_of(view: Json) -> str:
    """The name of a modal's form."""
    return str(json.loads(view.get("private_metadata") or "{}").get("form", ""))


def first_field(view: Json) -> str:
    """The field that a complaint is shown beside."""
    return next((str(block["block_id"]) for block in view.get("blocks", []) if block.get("type") == "input"), "note")


def _show(form: CaseForm) -> list[Json]:
    note = [_context(said(form.words, "masked"))] if form.masked else []
    lines, blocks = form.full, list[Json]()
    while lines and len(blocks) < 20:
        cut = lines if len(lines) <= SECTION else lines[: lines.rfind("\n", 0, SECTION) + 1] or lines[:SECTION]
        if cut.strip():  # Slack refuses a text of blanks alone
            blocks.append({"type": "section", "text": {"type": "plain_text", "text": cut, "emoji": False}})
        lines = lines[len(cut) :]
    return [*note, *blocks] or [_context(said(form.words, "nothing_said"))]


def _assign(form: CaseForm) -> list[Json]:
    return _select(form, "to", [(name, name) for name in form.members])


def _snooze(form: CaseForm) -> list[Json]:
    return _select(form, "hours", [(str(hours), f"{hours} h") for hours in SNOOZES])


def _priority(form: CaseForm) -> list[Json]:
    return _select(form, "priority", [(word, said(form.words, word)) for word in PRIORITIES], first=form.priority)


def _note(form: CaseForm) -> list[Json]:
    return [_text(form, "note", "note_label", many=True)]


def _merge(form: CaseForm) -> list[Json]:
    return [_text(form, "into", "into_label")]


def _call_back(form: CaseForm) -> list[Json]:
    element: Json = {"type": "datetimepicker", "action_id": "at"}
    return [_input(form, "at", "call_back_label", element, optional=True)]


def _gesture(form: CaseForm) -> list[Json]:
    return _select(form, "gesture", form.gestures)


def _request(form: CaseForm) -> list[Json]:
    chosen = _select(form, "request", form.requests, first=form.request)
    if not chosen:
        return []
    items = _text(form, "items", "items_label", many=True, optional=True, initial="\n".join(form.items))
    return [*chosen, items, _text(form, "reference", "reference_label", optional=True, initial=form.reference)]


def _correct(form: CaseForm) -> list[Json]:
    options = [(f"sentiment:{word}", said(form.words, word)) for word in form.sentiments]
    options += [(f"kind:{word}", said(form.words, word)) for word in form.kinds]
    options += [(f"topics:{word}", word) for word in form.topics]
    return _select(form, "right", options)


def _new_case(form: CaseForm) -> list[Json]:
    return [
        *_select(form, "source", [(word, said(form.words, word)) for word in SOURCES]),
        _text(form, "customer", "customer_label"),
        *_select(form, "team", [(team, team) for team in form.teams]),
        *_select(form, "priority", [(word, said(form.words, word)) for word in PRIORITIES], first="normal"),
        _text(form, "text", "story_label", many=True),
    ]


_BUILD: dict[str, Callable[[CaseForm], list[Json]]] = {
    "show": _show,
    "assign": _assign,
    "snooze": _snooze,
    "priority": _priority,
    "note": _note,
    "merge": _merge,
    "call_back": _call_back,
    "gesture": _gesture,
    "request": _request,
    "correct": _correct,
    "new": _new_case,
}


def _read_number(text: str) -> int:
    digits = text.upper().removeprefix("C-").strip()
    return int(digits) if digits.isdigit() and len(digits) < 10 else 0


def _read_moment(view: Json) -> str:
    chosen = view.get("state", {}).get("values", {}).get("at", {}).get("at", {}).get("selected_date_time")
    return datetime.fromtimestamp(int(chosen), UTC).isoformat() if chosen else ""


def _read_request(view: Json, case_id: str, who: str) -> CaseAction:
    kind, _, state = field_of(view, "request").partition(":")
    items = tuple(line.strip() for line in field_of(view, "items").splitlines() if line.strip())
    return SetRequest(case_id, who, kind, state, items[:50], field_of(view, "reference"))


def _read_correct(view: Json, case_id: str, who: str) -> CaseAction:
    field, _, value = field_of(view, "right").partition(":")
    return Correct(case_id, who, field, value)


def _read_new(view: Json, _case_id: str, who: str) -> CaseAction:
    return OpenByHand(
        who=who,
        source=field_of(view, "source"),
        customer=field_of(view, "customer"),
        team=field_of(view, "team"),
        priority=field_of(view, "priority") or "normal",
        text=field_of(view, "text"),
        key=f"slack:{view['id']}",
    )


_READ: dict[str, Callable[[Json, str, str], CaseAction]] = {
    "assign": lambda view, case, who: Assign(case, who, field_of(view, "to")),
    "snooze": lambda view, case, who: Snooze(case, who, int(field_of(view, "hours") or "1")),
    "priority": lambda view, case, who: SetPriority(case, who, field_of(view, "priority")),
    "note": lambda view, case, who: Note(case, who, field_of(view, "note"), key=f"slack:{view['id']}"),
    "merge": lambda view, case, who: Merge(case, who, _read_number(field_of(view, "into"))),
    "call_back": lambda view, case, who: CallBack(case, who, _read_moment(view)),
    "gesture": lambda view, case, who: MakeGesture(case, who, field_of(view, "gesture"), key=f"slack:{view['id']}"),
    "request": _read_request,
    "correct": _read_correct,
    "new": _read_new,
}


def _select(form: CaseForm, name: str, options: Pairs | list[tuple[str, str]], *, first: str = "") -> list[Json]:
    """A choice; nothing where there is nothing to choose from."""
    shown = [{"text": _plain(label[:LABEL] or "–"), "value": value[:LABEL]} for value, label in options[:OPTIONS]]
    if not shown:
        return []
    element: Json = {"type": "static_select", "action_id": name, "options": shown}
    element["initial_option"] = next((option for option in shown if option["value"] == first), shown[0])
    return [_input(form, name, f"{name}_label", element)]


def _text(
    form: CaseForm, name: str, label: str, *, many: bool = False, optional: bool = False, initial: str = ""
) -> Json:
    element: Json = {"type": "plain_text_input", "action_id": name, "multiline": many, "max_length": TEXT}
    if initial:
        element["initial_value"] = initial[:TEXT]
    return _input(form, name, label, element, optional=optional)


def _input(form: CaseForm, name: str, label: str, element: Json, *, optional: bool = False) -> Json:
    shown = _plain(said(form.words, label))
    return {"type": "input", "block_id": name, "optional": optional, "label": shown, "element": element}


def _context(text: str) -> Json:
    return {"type": "context", "elements": [_plain(text)]}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}

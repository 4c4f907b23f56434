"""The API's way to the desk: cases opened by hand, seen, handed over, made urgent; the states of their requests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel, Field, model_validator

from app.web.api_key import caller
from app.web.bodies import Body
from app.web.doors import HouseHere
from app.web.problem import problem
from authoring.desk import Desk
from bots.case_actions import Assign, CaseAction, OpenByHand, SetPriority, SetRequest
from storage.case_work import case_by_number
from storage.listings import case_listed
from usecases.case_told import tell
from usecases.work_case import Done, NoSuchCase, NotPossible, Said, Worked, work_case

router = APIRouter(prefix="/api/v1", tags=["write"], dependencies=[Depends(caller)])
WHO = "api"
Priority = Literal["high", "normal", "low"]


class CaseBody(Body):
    """A case that reached you by phone, in the shop or by mail."""

    customer: str = Field(min_length=1, max_length=200, description="Your own number of the customer, or a name.")
    source: Literal["phone", "shop", "mail", "other"]
    team: str = Field(max_length=80, description="A team of desk.yaml.")
    priority: Priority = "normal"
    text: str = Field(min_length=1, max_length=4000, description="What happened, in a person's words.")


class RequestBody(Body):
    """The case's request: its kind and state as desk.yaml names them."""

    kind: str = Field(max_length=80, description="A kind of desk.yaml's requests.")
    state: str = Field(max_length=80, description="One of that kind's states.")
    items: list[Annotated[str, Field(max_length=500)]] = Field(
        default_factory=list, max_length=50, description="What it is about; left out, it stays as it is."
    )
    reference: str = Field(default="", max_length=200, description="Your own number; left out, it stays as it is.")


class CaseChange(Body):
    """One change a call, so that it holds wholly or not at all."""

    request: RequestBody | None = None
    priority: Priority | None = None
    owner: str | None = Field(default=None, min_length=1, max_length=80, description="A member of desk.yaml.")

    @model_validator(mode="after")
    def _one(self) -> CaseChange:
        if sum(each is not None for each in (self.request, self.priority, self.owner)) != 1:
            raise ValueError("give exactly one of request, priority and owner")
        return self


class RequestAnswer(BaseModel):
    """A request as it stands."""

    kind: str
    state: str
    items: list[str]
    reference: str
    changed_at: datetime


class CaseAnswer(BaseModel):
    """A case as it stands; `customer` is your own number, null for somebody without one."""

    number: str
    customer: str | None
    team: str
    priority: str
    state: str
    owner: str
    outcome: str
    cause: str
    opened_at: datetime
    first_answer_due_at: datetime
    first_answer_at: datetime | None
    resolved_at: datetime | None
    request: RequestAnswer | None


Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Your own id of this call: the same key opens one case, however often it comes.",
    ),
]
NOBODY = "There is no such case."
NUMBERS = "GET /api/v1/cases lists the numbers, like C-17."


@router.post("/cases", response_model=CaseAnswer, status_code=201)
async def open_case(house: HouseHere, body: CaseBody, key: Key) -> object:
    """Open a case at the desk; its card appears, its targets begin."""
    worked = await _work(house, OpenByHand(who=WHO, **body.model_dump(), key=f"api:{key}"))
    return await _answer(house, worked, number=worked.text if isinstance(worked, Said) else "")


@router.get("/cases/{number}", response_model=CaseAnswer, tags=["read"])
async def see_case(house: HouseHere, number: str) -> object:
    """One case by its number, with its request."""
    return await _case(house, number)


@router.patch("/cases/{number}", response_model=CaseAnswer)
async def change_case(house: HouseHere, number: str, body: CaseChange) -> object:
    """Change a case; the customer is told of each new state of his request, on his own channel."""
    case = await house.store.read(lambda tx: case_by_number(tx, _digits(number)))
    if case is None:
        return problem(404, NOBODY, way_out=NUMBERS)
    return await _answer(house, await _work(house, _action(case["id"], body)), number=number)


def _action(case_id: str, body: CaseChange) -> CaseAction:
    if body.priority is not None:
        return SetPriority(case_id, WHO, body.priority)
    if (wanted := body.request) is not None:
        return SetRequest(case_id, WHO, wanted.kind, wanted.state, tuple(wanted.items), wanted.reference)
    return Assign(case_id, WHO, body.owner or "")


async def _work(house: HouseHere, action: CaseAction) -> Worked:
    now = house.clocks.business()
    worked = await work_case(house.store, action, bundles=house.bundles, new_id=house.new_id, now=now)
    house.wake("deliver")
    house.wake("desk")
    return worked


async def _answer(house: HouseHere, worked: Worked, *, number: str) -> object:
    if isinstance(worked, Done | Said):
        return await _case(house, number)
    if isinstance(worked, NoSuchCase):
        return problem(404, NOBODY, way_out=NUMBERS)
    desk = (await house.bundles.current()).desk
    word = worked.state if isinstance(worked, NotPossible) else ""
    return problem(409, tell(worked, "en"), way_out=_way_out(word, desk))


async def _case(house: HouseHere, number: str) -> Response | dict[str, Any]:
    found = await house.store.read(lambda tx: case_listed(tx, _digits(number)))
    return found if found is not None else problem(404, NOBODY, way_out=NUMBERS)


def _digits(number: str) -> int:
    digits = number.upper().removeprefix("C-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _way_out(word: str, desk: Desk) -> str:
    """What there is to choose from."""
    kinds = "; ".join(f"{name}: {', '.join(request.states)}" for name, request in desk.requests.items())
    known = {
        "no_request": f"desk.yaml has {kinds or 'no requests yet'}.",
        "no_team": f"desk.yaml has the teams {', '.join(desk.teams) or '(none)'}.",
        "no_member": f"desk.yaml has the members {', '.join(desk.members) or '(none)'}.",
        "resolved": "Reopen it at the desk first.",
        "key_reused": "Use a fresh key a call.",
    }
    return known.get(word, "experience/desk.yaml names teams, members, kinds of requests and their states.")

"""What stands behind the desk in Slack: acts on cases, fills modals and the App Home, takes thread notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.clock import Clocks
from bots.case_actions import CaseAction, Note
from bots.case_form import Board, CaseForm
from bots.slack_words import said
from scheduler.wakes import Signal
from storage.case_work import case_by_card, case_by_number
from storage.database import Store
from usecases.bundles import Bundles
from usecases.case_board import board_of, form_of
from usecases.case_told import tell
from usecases.work_case import work_case

if TYPE_CHECKING:
    from bots.slack_clicks import Backroom
    from bots.slack_threads import ThreadLine

MINE = ("mine", "meine", "")


class Rooms(Protocol):
    """What is needed of the house."""

    store: Store
    bundles: Bundles
    wake: Signal
    clocks: Clocks

    @property
    def new_id(self) -> Callable[[], str]:
        """Makes an id."""
        ...


def backroom(house: Rooms) -> Backroom:
    """Whom the desk of this house asks."""
    from bots.slack_clicks import Backroom

    return Backroom(
        act=partial(act, house), form=partial(_form, house), told=partial(_told, house), thread=partial(_thread, house)
    )


async def act(house: Rooms, action: CaseAction, slack_id: str) -> str:
    """Do it, wake what follows from it, and say what the person is to be told."""
    worked = await work_case(
        house.store,
        action,
        bundles=house.bundles,
        new_id=house.new_id,
        now=house.clocks.business(),
        slack_id=slack_id,
    )
    house.wake("deliver")
    house.wake("desk")
    return tell(worked, (await house.bundles.current()).brand.languages[0])


async def board(house: Rooms, slack_id: str) -> Board | None:
    """The App Home of a member; None for everybody else, who sees the customer's."""
    experience = await house.bundles.current()
    member = experience.desk.member_of(slack_id)
    if member is None:
        return None
    now = house.clocks.business()
    return await house.store.read(lambda tx: board_of(tx, experience, member, now))


async def note_thread(house: Rooms, line: ThreadLine) -> bool:
    """A line below a card becomes the case's note; False where no card stands there."""
    case_id = await _thread(house, line.channel, line.thread)
    if not case_id:
        return False
    await act(house, Note(case_id, line.person, line.text, key=f"thread:{line.event}"), line.person)
    return True


async def _form(house: Rooms, case_id: str, slack_id: str) -> CaseForm | None:
    experience = await house.bundles.current()
    member = experience.desk.member_of(slack_id)
    if experience.desk.members and member is None:
        return None
    return await house.store.read(lambda tx: form_of(tx, experience, case_id, member))


async def _thread(house: Rooms, channel: str, ts: str) -> str:
    return await house.store.read(lambda tx: case_by_card(tx, channel, ts))


async def _told(house: Rooms, text: str, slack_id: str) -> str:
    """What `/echoloop …` answers: one's own cases, or one case by its number."""
    experience = await house.bundles.current()
    words = experience.brand.languages[0]
    member = experience.desk.member_of(slack_id)
    if experience.desk.members and member is None:
        return tell_stranger(words)
    number = text.upper().removeprefix("C-")
    if number.isdigit() and len(number) < 10:
        case = await house.store.read(lambda tx: case_by_number(tx, int(number)))
        if case is None:
            return said(words, "no_case")
        owner = f" · {said(words, 'owner')} {case['owner']}" if case["owner"] else ""
        return f"C-{case['number']} · {case['team']} · {said(words, case['state'])}{owner}"
    if text.lower() in MINE:
        now = house.clocks.business()
        mine = (await house.store.read(lambda tx: board_of(tx, experience, member, now))).mine
        return "\n".join(f"C-{line.number} · {line.topic}" for line in mine) or said(words, "no_mine")
    return said(words, "help")


def tell_stranger(words: str) -> str:
    """For whoever is no member."""
    from usecases.case_steps import NotPossible

    return tell(NotPossible("member"), "en" if words == "en" else "de")

"""One step of work on a case: its transaction, who does it, what it leaves in the history and the thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from authoring.desk import Desk, Member
from authoring.experience import Experience
from bots.case_actions import CaseAction
from conversation.brand import Brand
from conversation.messages import Language
from storage.case_work import add_event
from storage.columns import JsonObject
from storage.desk_posts import add_posts
from storage.transactions import Transaction

UNRESOLVED = ("open", "claimed")


@dataclass(frozen=True, slots=True)
class Done:
    """It is done, or was done already by the same click delivered twice."""


@dataclass(frozen=True, slots=True)
class TakenBy:
    """Somebody else was quicker."""

    who: str


@dataclass(frozen=True, slots=True)
class NotPossible:
    """The case does not allow it now: `state` says why, or "empty" (nothing written), "stopped" or "unreachable" …

    "stopped": he has stopped every channel we know, and is heard again after his START; "unreachable": no address.
    """

    state: str


@dataclass(frozen=True, slots=True)
class NoSuchCase:
    """The case is not there (any more)."""


@dataclass(frozen=True, slots=True)
class Said:
    """It is done, and this is worth saying to whoever did it."""

    text: str


Worked = Done | TakenBy | NotPossible | NoSuchCase | Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action's transaction, ids, time, the published experience, and the member behind it (None: a program)."""

    tx: Transaction
    new_id: Callable[[], str]
    now: datetime
    experience: Experience
    member: Member | None = None

    @property
    def desk(self) -> Desk:
        """The published desk.yaml."""
        return self.experience.desk

    @property
    def brand(self) -> Brand:
        """Who is speaking."""
        return self.experience.brand

    @property
    def words(self) -> Language:
        """The language of whoever acts: his first team's, else the brand's."""
        return self.experience.desk_language(self.member.teams[0] if self.member and self.member.teams else "")

    def event(
        self, action: CaseAction, kind: str, text: str = "", *, case_id: str = "", key: str = "", about: str = ""
    ) -> None:
        """Write what happened into the history; with a `key` it can be found again. `about`: of which merged case."""
        row = {"id": key or self.new_id(), "case_id": case_id or action.case_id, "kind": kind, "by": action.who}
        add_event(self.tx, row | {"text": text, "at": self.now, "about": about})

    def post(
        self, key: str, text: str, *, case_id: str | None = None, place: str = "", about: str = "", **more: object
    ) -> None:
        """Say something in the case's thread, or in a channel; the same key is said once."""
        row: JsonObject = {"key": key, "case_id": case_id if not place else None, "place": place, "about": about}
        add_posts(self.tx, [row | {"body": {"text": text, **more}, "due_at": self.now}])

    def may(self, right: str) -> bool:
        """Whether who acts has this right; programs have all of them."""
        return self.member is None or right in self.member.rights


def named(action: CaseAction, member: Member | None) -> CaseAction:
    """The action under the member's own name, whatever he is called in Slack."""
    return action if member is None else replace(action, who=member.name)

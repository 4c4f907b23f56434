"""What a person at the desk can do with a case, as values: every desk speaks these, whatever its platform."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """`who` takes the case."""

    case_id: str
    who: str


@dataclass(frozen=True, slots=True)
class AnswerCustomer:
    """`who` writes to the customer; `key` is the same for every delivery of the same submission."""

    case_id: str
    who: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Note:
    """`who` writes something down that only the desk sees."""

    case_id: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Resolve:
    """`who` closes the case: what came of it, and what caused it (an entry of desk.yaml's causes, or empty)."""

    case_id: str
    who: str
    outcome: str
    cause: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """`who` opens a resolved case again."""

    case_id: str
    who: str


CaseAction = Claim | AnswerCustomer | Note | Resolve | Reopen

OUTCOMES = ("solved", "explained", "compensated", "unreachable")
"""What can come of a case."""

"""start_flow: walks through another flow and comes back to the step below."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.steps.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFlow(Step):
    """Walks through the steps of `flow` as a part of this conversation, then goes on below.

    Its answers are kept under this step's name and theirs (`more/why_not`); conditions may use the short name.
    """

    flow: str

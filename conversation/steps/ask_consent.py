"""ask_consent: asks for consent by purpose and writes the ledger's entry."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.messages import Purpose
from conversation.steps.asking import Asking
from conversation.steps.step import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConsent(Asking):
    """Asks for consent to `purpose` (YAML key `for`) under text `version`; `choices` labels accept and decline."""

    purpose: Purpose
    version: str
    choices: dict[str, Wording] = field(default_factory=dict)

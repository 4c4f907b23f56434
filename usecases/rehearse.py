"""Plays one flow on the pure engine as the product would: routing, time passing, STOP, and nothing stored or sent.

The session is saved and loaded between any two turns. Transcripts and `echoloop play` rehearse with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from conversation.capabilities import CAPABILITIES
from conversation.customer import Customer
from conversation.effects import (
    CallOut,
    Effect,
    GrantReward,
    MakeInvite,
    OpenCase,
    PlanContact,
    SendPrompt,
    TakeSeat,
    Turn,
    WithdrawConsent,
)
from conversation.engine import resume, start
from conversation.flow import Flow
from conversation.inputs import CallReturned, OptedOut, Reply, WaitTimedOut
from conversation.messages import Choice, Inbound, Prompt
from conversation.prompts import build
from conversation.reading import Reading
from conversation.routing import ChooseLanguage, Help, OptIn, OptOut, Settled, Standing, ToSession, route
from conversation.saved import dump_session, load_session
from conversation.session import Session
from conversation.system_texts import SYSTEM
from conversation.wording import fill

SESSION_ID = "rehearsal001"
CASE_NUMBER = "C-1"
"""A customer has one case, so its number is always the first."""

USUALLY: dict[type[Effect], str] = {GrantReward: "given", MakeInvite: "made", TakeSeat: "seat"}
MADE = {"reward.code": "CODE-1", "invite.link": "https://example.com/friends/1"}
"""What a rehearsal hands out where the product would have real codes and links."""

TYPING = timedelta(seconds=20)
"""How long a customer takes to read and answer."""

WAITS = 100
"""So many due moments are lived through in one jump of the clock: far more than reminders exist."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the bot as the customer sees it, with its answers: `tappable` where the channel shows buttons."""

    at: datetime
    text: str
    prompt: Prompt
    choices: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""
    tappable: bool = False


@dataclass(slots=True)
class Rehearsal:
    """One customer's walk through one flow, from its first message; `now` moves only by `wait`.

    `returns` says what comes back by step: its `outcome`, and the values of a call. Rewards, links and seats are there
    where it says nothing else; a call that it does not name is never answered.
    """

    flow: Flow
    customer: Customer
    now: datetime
    returns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    session: Session = field(init=False)
    messages: list[Message] = field(default_factory=list)
    effects: list[tuple[datetime, Effect]] = field(default_factory=list)
    stopped: bool = False

    def __post_init__(self) -> None:
        self._take(start(self.flow, self.customer, self.now, session_id=SESSION_ID, bundle="rehearsal"))

    def write(self, text: str, reading: Reading | None = None) -> None:
        """The customer writes a text, or taps the button that reads so where the channel shows buttons."""
        self.now += TYPING
        choice = self._button(text)
        number = len(self.messages)
        inbound = Inbound(
            channel=self.customer.channel,
            sender=self.customer.id,
            message_id=f"{number}-{text}",
            kind="button" if choice else "text",
            text=text,
            button=choice.payload if choice else "",
        )
        asking = self.session.id if self.session.state == "asking" else ""
        standing = Standing(asking=asking, sessions=frozenset({self.session.id}), stopped=self.stopped, reading=reading)
        match route(inbound, standing):
            case ToSession(reply=reply):
                self._resume(reply)
            case OptOut(purposes=purposes, close_address=closes):
                self._stop(WithdrawConsent(purposes=purposes, close_address=closes))
            case OptIn():
                self.stopped = False
                self._system("welcome_back")
            case Settled():
                pass
            case Help():
                self._system("help")
            case ChooseLanguage():
                self._system("language_asked")
            case _:
                self._system("unsolicited")

    def wait(self, span: timedelta) -> None:
        """Time passes; reminders and the expiry happen at their moments on the way."""
        until = self.now + span
        for _ in range(WAITS):
            due = self.session.due_at
            if self.session.state != "asking" or due is None or due > until:
                break
            self.now = max(self.now, due)
            self._take(resume(self.flow, self.session, WaitTimedOut(), self.now))
        self.now = until

    @property
    def reached(self) -> frozenset[str]:
        """The names of the steps that were said or done so far."""
        done = (effect for _, effect in self.effects)
        named = (effect.contact if isinstance(effect, PlanContact) else getattr(effect, "step", "") for effect in done)
        return frozenset(name for name in named if name)

    def _resume(self, given: Reply | OptedOut) -> None:
        self._take(resume(self.flow, self.session, given, self.now))

    def _stop(self, withdrawal: WithdrawConsent) -> None:
        """What the product does at STOP: the session ends, consent is withdrawn, one confirmation is said."""
        self._resume(OptedOut())
        self.effects.append((self.now, withdrawal))
        self.stopped = self.stopped or withdrawal.close_address
        self._system("stop_confirmed" if withdrawal.close_address else "surveys_stopped")

    def _button(self, text: str) -> Choice | None:
        """The tapped choice of the newest question that has buttons: they stay where they are when it is over."""
        newest = next((message for message in reversed(self.messages) if message.choices), None)
        if newest is None or not newest.tappable:
            return None
        return next((choice for choice in newest.choices if choice.label == text), None)

    def _take(self, turn: Turn) -> None:
        self.session = load_session(json.loads(json.dumps(dump_session(turn.session))))
        self.effects.extend((self.now, effect) for effect in turn.effects)
        for effect in turn.effects:
            if isinstance(effect, SendPrompt):
                self._send(effect)
        if turn.effects and (given := self._comes_back(turn.effects[-1])) is not None:
            self._take(resume(self.flow, self.session, given, self.now))

    def _comes_back(self, effect: Effect) -> CallReturned | None:
        """What the step that waits gets back at once; None where it waits in vain, or nothing waits."""
        if not isinstance(effect, GrantReward | MakeInvite | TakeSeat | CallOut):
            return None
        said = dict(self.returns.get(effect.step, {}))
        usual = None if isinstance(effect, CallOut) else USUALLY[type(effect)]
        outcome = said.pop("outcome", usual)
        return None if outcome is None else CallReturned(step=effect.step, outcome=outcome, values=MADE | said)

    def _system(self, key: str) -> None:
        self._send(SendPrompt(prompt=build(SYSTEM[key], self.session, self.flow.brand), step=""))

    def _send(self, effect: SendPrompt) -> None:
        prompt = effect.prompt
        if any(isinstance(done, OpenCase) for _, done in self.effects):
            prompt = replace(prompt, values=prompt.values | {"case.number": CASE_NUMBER})
        text = fill(prompt, self.now)
        tappable = 0 < len(prompt.choices) <= CAPABILITIES[self.customer.channel].buttons
        self.messages.append(Message(self.now, text, prompt, prompt.choices, prompt.low, prompt.high, tappable))

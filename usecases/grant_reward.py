"""Gives a customer a reward: a code of the pool or of a template, or a gift that becomes a task of a team."""

from __future__ import annotations

from authoring.experience import Experience
from conversation.effects import GrantReward
from conversation.inputs import CallReturned
from journey.rewards import Reward, tier_of
from storage.columns import JsonObject
from storage.purchases import purchases_for
from storage.rewards import add_given, find_given, take_code
from usecases.batch import Batch, LiveSession


def grant_reward(batch: Batch, live: LiveSession, effect: GrantReward, experience: Experience) -> CallReturned:
    """The code as `reward.code`, once: whoever has the reward already is told the same code again.

    Nothing is given while a case of the customer is open, where no tier is reached, or where the pool is empty.
    """
    none_left = CallReturned(step=effect.step, outcome="none_left")
    customer_id = live.address.customer_id
    named = experience.rewards.rewards.get(effect.reward)
    if named is None or batch.case_of(customer_id) is not None:
        return none_left
    bought = len(purchases_for(batch.tx, [customer_id]).get(customer_id, []))
    reward = tier_of(named, experience.rewards.rewards, bought)
    if reward is None:
        return none_left
    occasion = live.session.extra.get("purchase", "") if reward.once_per == "purchase" else ""
    known = find_given(batch.tx, customer_id, reward.name, occasion)
    code = known.code if known is not None else _give(batch, live, reward, occasion)
    if code is None and known is None and reward.kind == "code":
        return none_left
    return CallReturned(step=effect.step, outcome="given", values={"reward.code": code or ""})


def _give(batch: Batch, live: LiveSession, reward: Reward, occasion: str) -> str | None:
    """The customer's own from now on; None where no code was left, and for a gift."""
    given_id = batch.new_id()
    code = _code(batch, reward, given_id) if reward.kind == "code" else None
    if code is None and reward.kind == "code":
        return None
    gift: JsonObject = {"team": reward.team, "due_at": batch.now + reward.within} if reward.kind == "gift" else {}
    identity = {"id": given_id, "reward": reward.name, "kind": reward.kind, "code": code, "at": batch.now}
    whose = {"customer_id": live.address.customer_id, "occasion": occasion, "session_id": live.session.id}
    add_given(batch.tx, {"team": "", "due_at": None} | gift | identity | whose)
    return code


def _code(batch: Batch, reward: Reward, given_id: str) -> str | None:
    if reward.template:
        return reward.template.replace("{code}", batch.new_id().upper())
    return take_code(batch.tx, reward.name, given_id=given_id)

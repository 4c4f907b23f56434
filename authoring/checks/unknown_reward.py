"""What a flow gives, and the event at which it takes a seat, are described in rewards.yaml; so are tiers.

PASS:

    # rewards.yaml
    echoloop: 1
    rewards:
      thank_you: {template: "DANKE-{code}"}
    events:
      workshop: {seats: 12, waiting: 8}

    # flows/sample.yaml
    echoloop: 1
    flow: sample
    purpose: marketing
    steps:
      - give: present
        reward: thank_you
        en: Your code is {{ reward.code }}.

FAIL:

    # rewards.yaml
    echoloop: 1
    rewards:
      thank_you: {template: "DANKE-{code}"}

    # flows/sample.yaml
    echoloop: 1
    flow: sample
    purpose: marketing
    steps:
      - give: present
        reward: thankyou
        en: Your code is {{ reward.code }}.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, pick, problem
from conversation.steps.give import Give
from conversation.steps.take_seat import TakeSeat

CODE = "unknown-reward"
WHERE = "describe it in rewards.yaml"


def check(draft: Draft) -> Iterator[Problem]:
    """Rewards and events that nobody describes."""
    kept = draft.experience.rewards
    for flow, step in draft.steps():
        if isinstance(step, Give) and step.reward not in kept.rewards:
            place = draft.place("flows", flow.name, step.name, "reward")
            yield problem(place, CODE, f'there is no reward "{step.reward}"', _way_out(step.reward, kept.rewards))
        if isinstance(step, TakeSeat) and step.event not in kept.occasions:
            place = draft.place("flows", flow.name, step.name, "event")
            yield problem(place, CODE, f'there is no event "{step.event}"', _way_out(step.event, kept.occasions))
    for reward in kept.rewards.values():
        for _, name in reward.tiers:
            if name not in kept.rewards or kept.rewards[name].tiers:
                place = draft.place("rewards", "rewards", reward.name, "tiers")
                yield problem(place, CODE, f'"{name}" is no reward that a tier can be', _way_out(name, kept.rewards))
        if reward.team and reward.team not in draft.experience.desk.teams:
            place = draft.place("rewards", "rewards", reward.name, "team")
            yield problem(place, CODE, f'the desk has no team "{reward.team}"', "name a team of desk.yaml")


def _way_out(name: str, known: object) -> str:
    names = list(known) if isinstance(known, dict) else []
    return f"{pick(name, names)}; or {WHERE}" if names else WHERE

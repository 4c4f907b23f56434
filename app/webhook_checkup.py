"""What `echoloop doctor` says about the company's own systems: who is silenced, what was given up."""

from __future__ import annotations

from app.checkup import Finding
from app.wiring import House
from storage.webhooks import count_webhook_posts, listeners


async def check_webhooks(house: House) -> list[Finding]:
    """A line for each endpoint; none where none is named."""
    found = []
    counts = await house.store.read(count_webhook_posts)
    for each in await house.store.read(listeners):
        about = f"webhook {each.name}"
        given_up = counts.get((each.name, "dead"), 0)
        if each.silenced_at:
            what = f"silenced since {each.silenced_at:%Y-%m-%d %H:%M} UTC: {each.why}; given up: {given_up}"
            found.append(Finding(about, "wrong", what, f"mend it, then `echoloop webhooks retry {each.name}`"))
        else:
            waits = counts.get((each.name, "waiting"), 0)
            found.append(Finding(about, "fine", f"told of {', '.join(each.kinds)}; waiting: {waits}"))
    return found

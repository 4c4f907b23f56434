"""What `echoloop doctor` looks at for Slack beyond its token: the app's rights, and the doors that Slack must reach."""

from __future__ import annotations

from app.checkup import Finding
from app.settings import Settings

OAUTH = "add them under OAuth & Permissions and install the app anew"


async def check_slack_app(settings: Settings) -> list[Finding]:
    """The rights that the desk and customers need; without a token there is nothing to look at."""
    slack = settings.channels.slack
    token = slack.bot_token.get_secret_value()
    if not token:
        return []
    from bots.slack_scopes import CUSTOMERS, DESK, EVENTS, scopes_of

    given = await scopes_of(token, slack.api_url)
    if not isinstance(given, frozenset):
        return []  # check_slack has said that Slack does not know us
    missing = sorted((DESK | (CUSTOMERS if slack.customers else frozenset())) - given)
    found = [Finding("slack", "fine", f"the app has the {len(given)} rights that it was given")]
    if missing:
        found = [Finding("slack", "wrong", f"the app lacks {', '.join(missing)}", OAUTH)]
    if not settings.public_url.startswith("https://"):
        found.append(Finding("slack", "note", "public_url is not HTTPS, so Slack cannot call us", "set public_url"))
    if slack.customers:
        doors = f"{settings.base_url}/webhooks/slack/events"
        found.append(
            Finding("slack", "note", f"customers are heard where {' and '.join(EVENTS)} are posted to {doors}")
        )
    return found

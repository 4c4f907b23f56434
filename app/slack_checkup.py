"""What `echoloop doctor` looks at for Slack beyond its token: the app's rights, and the doors that Slack must reach."""

from __future__ import annotations

from app.checkup import Finding
from app.settings import Settings, variable

CONNECT = "the right connections:write"
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
    if slack.mode == "socket":
        found.append(await check_socket(settings))
    elif not settings.public_url.startswith("https://"):
        found.append(
            Finding(
                "slack", "note", "public_url is not HTTPS, so Slack cannot call us", "set public_url, or mode: socket"
            )
        )
    if slack.customers:
        doors = "its socket" if slack.mode == "socket" else f"{settings.base_url}/webhooks/slack/events"
        found.append(
            Finding("slack", "note", f"customers are heard where {' and '.join(EVENTS)} are posted to {doors}")
        )
    return found


async def check_socket(settings: Settings) -> Finding:
    """Whether Slack lets us connect; the ticket that it gives is not used."""
    slack = settings.channels.slack
    token = slack.app_token.get_secret_value()
    key = variable("channels.slack.app_token")
    if not token:
        make = f"make an app-level token with {CONNECT} under Basic Information and set it as {key}"
        return Finding("slack", "wrong", "mode is socket, but there is no app token", make)
    from bots.slack_socket import SlackSocket

    ticket = await SlackSocket(token, slack.api_url).look()
    if isinstance(ticket, str):
        return Finding("slack", "fine", "the socket can be opened")
    make = f"switch socket mode on, and set {key} to an app-level token (xapp-…) with {CONNECT}"
    return Finding("slack", "wrong", f"Slack opens no socket: {ticket.reason}", make)

"""What `echoloop doctor` looks at for SMS and WhatsApp: account, senders, WhatsApp's word on each template."""

from __future__ import annotations

from collections.abc import Mapping

from app.checkup import Finding
from app.settings import Twilio, variable
from app.wiring import House
from bots.whatsapp_content import Approval


async def check_twilio(house: House) -> list[Finding]:
    """Whether the account's token works, what it can send by, and whether the templates are approved."""
    twilio = house.settings.channels.twilio
    if house.twilio is None:
        way_out = f"set channels.twilio.account_sid and {variable('channels.twilio.auth_token')}"
        return [Finding("twilio", "note", "off: no account or token", way_out)]
    from bots.twilio import MESSAGES_PATH, AccountState

    account = await house.twilio.look()
    if not isinstance(account, AccountState):
        reason = getattr(account, "reason", "")
        return [Finding("twilio", "wrong", f"does not know us: {reason}", "check account_sid, auth_token and api_url")]
    if account.status != "active":
        return [Finding("twilio", "wrong", f"the account is {account.status}", "look into Twilio's console")]
    trial = " (trial: only verified numbers are reached)" if account.trial else ""
    url = f"{house.settings.base_url}{MESSAGES_PATH}"
    found = [Finding("twilio", "fine", f"{account.name}{trial}; messages are expected at {url}")]
    if not house.settings.public_url.startswith("https://"):
        found.append(Finding("twilio", "note", "public_url is not HTTPS, so Twilio cannot call us", "set public_url"))
    found += [
        Finding(channel, "note", "off: no sender", f"set channels.twilio.{channel}.{key}")
        for channel, key in (("sms", "senders"), ("whatsapp", "sender"))
        if channel not in house.bots
    ]
    found += one_way(twilio.sms.senders)
    if "whatsapp" in house.bots:
        found += _about_templates(twilio, await house.twilio.approvals())
    return found


def one_way(senders: Mapping[str, str]) -> list[Finding]:
    """A line for each sender that is a name instead of a number: nobody can answer it, or send it STOP."""
    way_out = "take a long code, a short code or a Messaging Service (MG…)"
    return [
        Finding("sms", "wrong", f"the sender of {country} is a name: no answer and no STOP come back", way_out)
        for country, sender in senders.items()
        if not sender.removeprefix("+").isdigit() and not sender.startswith("MG")
    ]


def _about_templates(twilio: Twilio, approvals: object) -> list[Finding]:
    """A line for each template or content that cannot be used as it is set up."""
    if not isinstance(approvals, Mapping):
        reason = getattr(approvals, "reason", "")
        return [Finding("whatsapp", "note", f"the templates could not be looked up: {reason}", "try again later")]
    templates, generic = twilio.whatsapp.templates, twilio.whatsapp
    wrong = [
        Finding("whatsapp", "wrong", f"template {sid} is {word}", "see Twilio's content templates")
        for sid, category in {template.content_sid: template.category for template in templates}.items()
        if (word := _fault(approvals.get(sid), category))
    ]
    wrong += [
        Finding("whatsapp", "wrong", f"content {sid} is not there", "make it at Twilio, or take it out of config.yaml")
        for sid in [*generic.quick_replies.values(), *generic.list_pickers.values()]
        if sid not in approvals
    ]
    if not templates:
        way_out = "set channels.twilio.whatsapp.templates"
        return [
            *wrong,
            Finding("whatsapp", "note", "no templates: nothing is said outside the 24-hour window", way_out),
        ]
    return wrong or [Finding("whatsapp", "fine", f"{len(templates)} templates approved")]


def _fault(approval: Approval | None, category: str) -> str:
    """What is wrong with a template; "" where nothing is."""
    if approval is None:
        return "not there"
    if approval.status != "approved":
        return approval.status or "not submitted"
    given = approval.category.lower()
    return f"{given} at Meta, {category} in config.yaml" if given and given != category else ""

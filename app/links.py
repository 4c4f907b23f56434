"""Personal links: one token, and the address it has on each channel that is set up."""

from __future__ import annotations

from app.twilio_bots import twilio_links
from app.wiring import House
from bots.telegram import TelegramAccount, TelegramBot
from storage.customers import find_person
from storage.purchases import purchase_by_number
from usecases.make_link import make_link
from usecases.wrong_field import WrongField


async def personal_link(house: House, number: str, *, flow: str, purchase: str = "") -> str | list[WrongField]:
    """A fresh token for the customer with the company's `number`, or all that is wrong with the wish."""
    person = await house.store.read(lambda tx: find_person(tx, number))
    trip = await house.store.read(lambda tx: purchase_by_number(tx, purchase)) if purchase else None
    wrong = []
    if person is None or person.erased_at is not None:
        wrong.append(WrongField("customer", "is not known", "send the customer first: PUT /api/v1/customers/{number}"))
    if purchase and (trip is None or person is None or trip.customer_id != person.id):
        wrong.append(WrongField("purchase", "is not a purchase of this customer", "send its event first"))
    flows = (await house.bundles.current()).flows
    if flow not in flows:
        wrong.append(WrongField("flow", "is not published", f"there are: {', '.join(sorted(flows))}"))
    if wrong or person is None:
        return wrong
    now, token = house.clocks.business(), house.new_token()
    return await make_link(house.store, person.id, trip.id if trip else "", flow, token=token, now=now)


async def links_of(house: House, token: str) -> dict[str, str]:
    """The link on each channel: what is printed in a confirmation e-mail or as a QR code."""
    links = {}
    telegram = house.bots.get("telegram")
    if isinstance(telegram, TelegramBot):
        account = await telegram.look()
        if isinstance(account, TelegramAccount):
            links["telegram"] = f"https://t.me/{account.username}?start={token}"
    links |= twilio_links(house.settings.channels.twilio, token, house.bots)
    if "webchat" in house.bots:
        links["webchat"] = f"{house.settings.base_url}/chat?t={token}"
    return links

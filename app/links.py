"""Ways in: one token, and the address it has on each channel that is set up; for customers and for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.settings import Twilio
from app.twilio_bots import twilio_links
from app.wiring import House, telegram_of
from usecases.make_link import Wish, make_links, public_token
from usecases.wrong_field import WrongField

T = TypeVar("T")

AT_ONCE = 200  # links of one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The doors of this installation: what stands before a token on each channel, asked of the platforms once."""

    base_url: str
    telegram: str  # the bot's user name; "" = none
    channels: frozenset[str]
    twilio: Twilio

    def personal(self, token: str) -> dict[str, str]:
        """A personal token's link on each channel; `page` is the rating page."""
        page = {"page": f"{self.base_url}/s/{token}"} if "webchat" in self.channels else {}
        return self._chats(token) | page

    def public(self, token: str, page: str, *, chats: bool) -> dict[str, str]:
        """A page's public links; `chats`: it leads into a flow, so the messengers are ways in as well."""
        return (self._chats(token) if chats else {}) | {"page": f"{self.base_url}/r/{page}"}

    def _chats(self, token: str) -> dict[str, str]:
        links = {"telegram": f"https://t.me/{self.telegram}?start={token}"} if self.telegram else {}
        links |= twilio_links(self.twilio, token, self.channels)
        if "webchat" in self.channels:
            links["webchat"] = f"{self.base_url}/chat?t={token}"
        return links


async def doors_of(house: House) -> Doors:
    """The doors that are open; Telegram is asked for the bot's name."""
    telegram, name = telegram_of(house), ""
    if telegram is not None:
        from bots.telegram import TelegramAccount

        account = await telegram.look()
        name = account.username if isinstance(account, TelegramAccount) else ""
    return Doors(
        base_url=house.settings.base_url,
        telegram=name,
        channels=frozenset(house.bots),
        twilio=house.settings.channels.twilio,
    )


async def personal_link(house: House, number: str, *, flow: str, purchase: str = "") -> str | list[WrongField]:
    """A fresh token for the customer with the company's `number`, or all that is wrong with the wish."""
    wishes = [Wish(customer=number, flow=flow, purchase=purchase)]
    return (await tokens_for(house, wishes))[0]


async def tokens_for(house: House, wishes: Sequence[Wish]) -> list[str | list[WrongField]]:
    """Fresh tokens for many customers, or what is wrong with a wish, in order."""
    flows = (await house.bundles.current()).flows
    return await make_links(house.store, wishes, flows=flows, new_token=house.new_token, now=house.clocks.business())


def parts_of(wishes: Sequence[T]) -> Iterator[Sequence[T]]:
    """Long lists in parts, so that nothing else waits for them."""
    return (wishes[first : first + AT_ONCE] for first in range(0, len(wishes), AT_ONCE))


async def links_of(house: House, token: str) -> dict[str, str]:
    """The link on each channel: what is printed in a confirmation e-mail or as a QR code."""
    return (await doors_of(house)).personal(token)


async def public_links(house: House, page: str) -> dict[str, str] | WrongField:
    """The public links of a page, the same every time; or that there is no such page."""
    experience = await house.experience()
    if page not in experience.pages:
        known = ", ".join(sorted(experience.pages)) or "none yet"
        return WrongField("page", "is not published", f"write it into pages.yaml and publish; there are: {known}")
    token = await public_token(house.store, page, new_token=house.new_token, now=house.clocks.business())
    chats = experience.pages[page].flow in experience.flows
    return (await doors_of(house)).public(token, page, chats=chats)

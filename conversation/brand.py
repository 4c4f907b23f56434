"""Who is speaking: the brand's name, its form of address and the links that every text may use."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.messages import Channel, Confirmable, Form, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Who is speaking: name, form of address in German, and the links every text may use.

    `channels` are those that its customers are asked on, for the linter and the previews; empty = all.
    `double_opt_in` names the purposes for which a yes that was said elsewhere (an import, the API, a form) counts only
    once the customer has confirmed it himself.
    """

    name: str
    form: Form = "du"
    privacy_link: str = ""
    zone: str = "Europe/Berlin"
    region: str = "DE"
    languages: tuple[Language, ...] = ("de", "en")
    channels: tuple[Channel, ...] = ()
    double_opt_in: tuple[Confirmable, ...] = ("survey", "marketing")

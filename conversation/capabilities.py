"""What each channel can show, as data: bots render by it, the linter and previews warn by it."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.messages import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """`buttons`: most in one message (0 = typed answers); lengths in characters; `edit`: sent ones can be removed.

    `list_rows` and `list_label_length`: what a list behind one button takes, where the channel has such lists.
    """

    buttons: int
    buttons_per_row: int
    label_length: int
    text_length: int
    media: bool
    edit: bool
    we_may_open: bool
    list_rows: int = 0
    list_label_length: int = 0


CAPABILITIES: dict[Channel, Capabilities] = {
    "telegram": Capabilities(
        buttons=100, buttons_per_row=8, label_length=64, text_length=4096, media=True, edit=True, we_may_open=False
    ),
    "whatsapp": Capabilities(
        buttons=3,
        buttons_per_row=1,
        label_length=20,
        text_length=1024,
        media=True,
        edit=False,
        we_may_open=True,
        list_rows=10,
        list_label_length=24,
    ),
    "sms": Capabilities(
        buttons=0, buttons_per_row=0, label_length=0, text_length=1600, media=False, edit=False, we_may_open=True
    ),
    "slack": Capabilities(
        buttons=25, buttons_per_row=5, label_length=75, text_length=3000, media=True, edit=True, we_may_open=True
    ),
    "webchat": Capabilities(
        buttons=100, buttons_per_row=11, label_length=80, text_length=4096, media=True, edit=True, we_may_open=False
    ),
}
"""`we_may_open`: whether we can write first; Telegram and the web chat wait for the customer's first message."""

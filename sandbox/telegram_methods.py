"""The Bot API methods that the Telegram stand-in speaks: each takes the account and its parameters.

A method returns its result, or raises `TelegramError` with the code and description that Telegram itself uses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.telegram_account import Account, Chat, Json, Message, Webhook, as_message

TEXT_LIMIT = 4096  # characters of a message
CAPTION_LIMIT = 1024  # of the text below a photo
DATA_LIMIT = 64  # bytes of a button's callback_data
BUTTONS_LIMIT = 100
POLL_SECONDS_LIMIT = 50


class TelegramError(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


CHAT_NOT_FOUND = "Bad Request: chat not found"
BLOCKED = "Forbidden: bot was blocked by the user"
DEACTIVATED = "Forbidden: user is deactivated"
CANNOT_OPEN = "Forbidden: bot can't initiate conversation with a user"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def _number(parameters: Json, name: str) -> int:
    try:
        return int(parameters[name])
    except (KeyError, TypeError, ValueError):
        raise TelegramError(400, f"Bad Request: {name} is empty or not a number") from None


def _open_chat(account: Account, parameters: Json) -> Chat:
    chat = account.chats.get(_number(parameters, "chat_id"))
    if chat is None:
        raise TelegramError(400, CHAT_NOT_FOUND)
    if chat.blocked:
        raise TelegramError(403, BLOCKED)
    if not chat.started:
        raise TelegramError(403, CANNOT_OPEN)
    return chat


def _text(parameters: Json) -> str:
    text = str(parameters.get("text", "")).strip()
    if not text:
        raise TelegramError(400, "Bad Request: message text is empty")
    if len(text) > TEXT_LIMIT:
        raise TelegramError(400, "Bad Request: message is too long")
    return text


def _keyboard(parameters: Json) -> list[list[Json]]:
    markup = parameters.get("reply_markup") or {}
    rows: list[list[Json]] = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS_LIMIT:
        raise TelegramError(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not str(button.get("text", "")).strip():
            raise TelegramError(400, "Bad Request: inline keyboard button text must be non-empty")
        if not 1 <= len(str(button.get("callback_data", button.get("url", ""))).encode()) <= DATA_LIMIT:
            raise TelegramError(400, "Bad Request: BUTTON_DATA_INVALID")
    return [row for row in rows if row]


async def get_me(account: Account, parameters: Json) -> Any:  # noqa: ARG001 - every method has the same shape
    """Who the bot is."""
    return account.user | {"can_join_groups": True, "can_read_all_group_messages": False}


async def send_message(account: Account, parameters: Json) -> Any:
    """Put a bubble into a chat."""
    chat, text, keyboard = _open_chat(account, parameters), _text(parameters), _keyboard(parameters)
    seconds = account.limits.wait_for(chat.chat_id)
    if seconds:
        raise TelegramError(429, f"Too Many Requests: retry after {seconds}", seconds)
    message = account.add(chat, "bot", text, keyboard)
    await account.touch()
    return as_message(account, chat, message)


async def send_photo(account: Account, parameters: Json) -> Any:
    """Put a photo into a chat, by address or uploaded, with or without a caption."""
    chat, keyboard, photo = _open_chat(account, parameters), _keyboard(parameters), parameters.get("photo")
    caption = str(parameters.get("caption") or "")
    if len(caption) > CAPTION_LIMIT:
        raise TelegramError(400, "Bad Request: message caption is too long")
    if not photo or (isinstance(photo, str) and not photo.startswith(("http://", "https://"))):
        raise TelegramError(400, "Bad Request: wrong remote file identifier specified: Wrong string length")
    seconds = account.limits.wait_for(chat.chat_id)
    if seconds:
        raise TelegramError(429, f"Too Many Requests: retry after {seconds}", seconds)
    message = account.add(chat, "bot", caption, keyboard)
    sizes = [{"file_id": f"photo-{message.message_id}", "file_unique_id": "p", "width": 90, "height": 90}]
    message.attachment = {"photo": sizes, "caption": caption}
    message.picture = photo if isinstance(photo, str) else "uploaded"
    await account.touch()
    return as_message(account, chat, message)


def _own_message(account: Account, parameters: Json) -> tuple[Chat, Message]:
    chat = _open_chat(account, parameters)
    message = chat.find(_number(parameters, "message_id"))
    if message is None or message.by != "bot":
        raise TelegramError(400, "Bad Request: message to edit not found")
    return chat, message


async def edit_message_text(account: Account, parameters: Json) -> Any:
    """Replace the text and keyboard of an own bubble."""
    chat, message = _own_message(account, parameters)
    text, keyboard = _text(parameters), _keyboard(parameters)
    if (message.text, message.keyboard) == (text, keyboard):
        raise TelegramError(400, NOT_MODIFIED)
    message.text, message.keyboard, message.edited = text, keyboard, True
    await account.touch()
    return as_message(account, chat, message)


async def edit_message_reply_markup(account: Account, parameters: Json) -> Any:
    """Replace the keyboard of an own bubble; without one it is taken away."""
    chat, message = _own_message(account, parameters)
    keyboard = _keyboard(parameters)
    if message.keyboard == keyboard:
        raise TelegramError(400, NOT_MODIFIED)
    message.keyboard = keyboard
    await account.touch()
    return as_message(account, chat, message)


async def answer_callback_query(account: Account, parameters: Json) -> Any:
    """Stop the spinner of a tapped button."""
    callback = str(parameters.get("callback_query_id", ""))
    if account.callbacks.get(callback) is not False:
        raise TelegramError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    account.callbacks[callback] = True
    await account.touch()
    return True


def _update_id(update: Any, otherwise: int) -> int:
    """The id of an update that may be anything at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else otherwise


async def get_updates(account: Account, parameters: Json) -> Any:
    """Long polling: what is pending from `offset` on, waiting up to `timeout` seconds for something."""
    if account.webhook.url:
        raise TelegramError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
            " webhook first",
        )
    offset = int(parameters.get("offset") or 0)
    account.webhook.allowed = tuple(parameters.get("allowed_updates") or account.webhook.allowed)
    account.pending = [update for update in account.pending if _update_id(update, offset) >= offset]
    if not account.pending:
        account.arrived.clear()
        try:
            async with asyncio.timeout(min(float(parameters.get("timeout") or 0), POLL_SECONDS_LIMIT)):
                await account.arrived.wait()
        except TimeoutError:
            return []
    return account.pending[: int(parameters.get("limit") or 100)]


async def set_webhook(account: Account, parameters: Json) -> Any:
    """Post updates to `url` from now on, with the secret in a header; an empty url ends it."""
    url = str(parameters.get("url", ""))
    allowed = tuple(str(kind) for kind in parameters.get("allowed_updates") or ())
    account.webhook = Webhook(url=url, secret=str(parameters.get("secret_token", "")), allowed=allowed)
    if parameters.get("drop_pending_updates") is True:
        account.pending.clear()
    account.arrived.set()
    return True


async def delete_webhook(account: Account, parameters: Json) -> Any:
    """Post no more updates; getUpdates works again."""
    return await set_webhook(account, {"drop_pending_updates": parameters.get("drop_pending_updates")})


async def get_webhook_info(account: Account, parameters: Json) -> Any:  # noqa: ARG001 - every method has one shape
    """Where updates go and how that fares."""
    info: Json = {
        "url": account.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(account.pending),
    }
    if account.webhook.last_error:
        info |= {"last_error_date": account.webhook.last_error_at, "last_error_message": account.webhook.last_error}
    return info


async def get_file(account: Account, parameters: Json) -> Any:  # noqa: ARG001 - every method has one shape
    """Where a photo that a phone sent can be fetched."""
    file_id = str(parameters.get("file_id", ""))
    if not file_id.startswith("photo-"):
        raise TelegramError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    return {"file_id": file_id, "file_unique_id": "p", "file_path": f"photos/{file_id}.png"}


async def take_for_granted(account: Account, parameters: Json) -> Any:  # noqa: ARG001 - every method has one shape
    """Methods whose effect nobody sees here."""
    return True


METHODS: dict[str, Callable[[Account, Json], Awaitable[Any]]] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "answercallbackquery": answer_callback_query,
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getfile": get_file,
    "sendchataction": take_for_granted,
    "setmycommands": take_for_granted,
}
"""By name in lower case, because Telegram does not tell cases apart."""

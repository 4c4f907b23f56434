"""The words around the web chat; `_sie` is the form for a brand that says Sie."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "chat_title": ("Schreib uns", "Write to us"),
    "chat_title_sie": ("Schreiben Sie uns", "Write to us"),
    "chat_with": ("Chat mit {brand}", "Chat with {brand}"),
    "chat_placeholder": ("Nachricht", "Message"),
    "chat_send": ("Senden", "Send"),
    "chat_empty": ("Schreib einfach los.", "Just start writing."),
    "chat_empty_sie": ("Schreiben Sie einfach los.", "Just start writing."),
    "chat_privacy": ("Wie wir mit deinen Daten umgehen", "How we treat your data"),
    "chat_privacy_sie": ("Wie wir mit Ihren Daten umgehen", "How we treat your data"),
    "chat_you": ("Du", "You"),
    "chat_you_sie": ("Sie", "You"),
    "chat_failed": (
        "Das kam nicht an. Bitte noch einmal senden.",
        "That did not get through. Please send it again.",
    ),
    "chat_too_long": (
        "Das ist zu lang: höchstens {limit} Zeichen.",
        "That is too long: at most {limit} characters.",
    ),
}

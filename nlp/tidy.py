"""Brings a text into the plain form that the tokenizer and the model were trained on."""

from __future__ import annotations

import html
import re
import unicodedata

MOST_CHARACTERS = 4000
"""Characters of a text that are looked at; 256 word pieces never need more."""

_LINK = re.compile(r"https?://\S+|www\.\S+|\bhttp\b(?=\s|$)", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@\s?\w+")
_RUN_OF_LETTERS = re.compile(r"([^\W\d_])\1{3,}")
_RUN_OF_SIGNS = re.compile(r"([^\w\s])\1{2,}")
_SKIN_OR_STYLE = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d]")
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


def tidy(text: str) -> str:
    """Return `text` composed, without links, handles, endless repetitions and control characters."""
    text = unicodedata.normalize("NFC", html.unescape(text[:MOST_CHARACTERS]).translate(_QUOTES))
    text = _SKIN_OR_STYLE.sub("", text)
    text = _HANDLE.sub("@user", _LINK.sub("http", text))
    text = _RUN_OF_LETTERS.sub(r"\1\1\1", text)
    text = _RUN_OF_SIGNS.sub(r"\1\1", text)
    text = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return _SPACE.sub(" ", text).strip()

"""Logs through structlog, for our own lines and every library's: tokens, numbers and customers' words are cut out."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

from app.settings import Log

HIDDEN = "[hidden]"
HIDDEN_KEYS = frozenset(
    {"token", "secret", "bot_token", "signing_secret", "authorization", "text", "body", "phone", "email", "first_name"}
    | {"last_name", "password", "key", "sender", "address"}
)
PATTERNS = (
    re.compile(r"(?<=/bot)\d+:[\w-]+"),  # Telegram's token stands in the path of every call
    re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,}\b"),
    re.compile(r"\bxox[a-z]-[\w-]+"),  # Slack
    re.compile(r"(?i)(?<=bearer )\S+"),
    re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"),  # a database's user and password
    re.compile(r"\bel_[A-Za-z0-9_-]{20,}"),  # our own API keys
    re.compile(r"(?<=start=)[A-Za-z0-9_-]{20,}"),  # personal links
    re.compile(r"(?<=/s/)[A-Za-z0-9_-]{20,}"),  # personal pages
    re.compile(r"\+\d[\d ()/-]{6,}\d"),  # phone numbers
    re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.]+"),  # bounded: a long word would take seconds
)
QUIET = (
    "alembic",
    "uvicorn.error",
    "httpx",
    "httpcore",
    "apscheduler",
    "telegram",
    "slack_sdk",
    "aiohttp.access",
    "uvicorn.access",
    "procrastinate",
    "psycopg.pool",
)


def cut(text: str) -> str:
    """`text` without tokens, phone numbers and e-mail addresses."""
    for pattern in PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def redact(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: hides what must never be in a log, in keys and inside strings."""
    for key, value in line.items():
        if key in HIDDEN_KEYS and value:
            line[key] = HIDDEN
        elif isinstance(value, str):
            line[key] = cut(value)
    return line


def where_it_broke(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: an exception's class and frames, without its message, which may quote a customer."""
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        path = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
        line["broke"] = f"{type(error).__name__} at {path}"
    return line


def set_up_logs(settings: Log) -> None:
    """Send our lines and the libraries' through the same processors to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        where_it_broke,
        redact,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer],
        )
    )
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)

"""Sessions, prompts, inbound messages and readings as JSON-able values, and back without loss."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from conversation.messages import Inbound, Prompt
from conversation.reading import Reading
from conversation.session import Session

Value = TypeVar("Value")
Saved = dict[str, Any]
"""What json.dumps takes: strings, numbers, booleans, None, lists, dicts."""


def dump_session(session: Session) -> Saved:
    """The session as JSON-able values."""
    return _dump(_sessions(), session)


def load_session(saved: Saved | str) -> Session:
    """The session again; raises pydantic.ValidationError for what dump_session did not write."""
    return _load(_sessions(), saved)


def dump_prompt(prompt: Prompt) -> Saved:
    """The prompt as JSON-able values."""
    return _dump(_prompts(), prompt)


def load_prompt(saved: Saved) -> Prompt:
    """The prompt again; raises pydantic.ValidationError for what dump_prompt did not write."""
    return _prompts().validate_python(saved)


def dump_inbound(inbound: Inbound) -> Saved:
    """The inbound message as JSON-able values."""
    return _dump(_inbounds(), inbound)


def load_inbound(saved: Saved | str) -> Inbound:
    """The inbound message again; raises pydantic.ValidationError for what dump_inbound did not write."""
    return _load(_inbounds(), saved)


def dump_reading(reading: Reading) -> Saved:
    """The reading as JSON-able values."""
    return _dump(_readings(), reading)


def load_reading(saved: Saved) -> Reading:
    """The reading again; raises pydantic.ValidationError for what dump_reading did not write."""
    return _readings().validate_python(saved)


def session_json(session: Session) -> str:
    """What dump_session gives, as JSON text."""
    return _sessions().dump_json(session).decode()


def prompt_json(prompt: Prompt) -> str:
    """What dump_prompt gives, as JSON text."""
    return _prompts().dump_json(prompt).decode()


def inbound_json(inbound: Inbound) -> str:
    """What dump_inbound gives, as JSON text; what is not said is left out."""
    return _inbounds().dump_json(inbound, exclude_defaults=True).decode()


def reading_json(reading: Reading) -> str:
    """What dump_reading gives, as JSON text."""
    return _readings().dump_json(reading).decode()


def _load(adapter: TypeAdapter[Value], saved: Saved | str) -> Value:
    """From JSON-able values, or from the same as JSON text."""
    return adapter.validate_json(saved) if isinstance(saved, str) else adapter.validate_python(saved)


def _dump(adapter: TypeAdapter[Any], value: object) -> Saved:
    dumped: Saved = adapter.dump_python(value, mode="json")
    return dumped


@cache
def _sessions() -> TypeAdapter[Session]:
    return TypeAdapter(Session)


@cache
def _prompts() -> TypeAdapter[Prompt]:
    return TypeAdapter(Prompt)


@cache
def _inbounds() -> TypeAdapter[Inbound]:
    return TypeAdapter(Inbound)


@cache
def _readings() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)

"""Commands that are imported only when they are called, so that a quick command starts quickly."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from app.cli.failure import CommandError


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: where it lies ("app.cli.check:check", a function or a Typer), and its line in the help."""

    place: str
    summary: str


def load(name: str, entry: Entry) -> Any:
    """Import a command and make it callable."""
    module, _, attribute = entry.place.partition(":")
    if find_spec(module) is None:
        raise CommandError(f"`echoloop {name}` is not part of this version.", "`echoloop --help` lists what is.")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group(found)
        group.name = name
        return group
    single = typer.Typer(add_completion=False)
    single.command(name, help=None if found.__doc__ else entry.summary)(found)
    return typer.main.get_command(single)


class LazyGroup(TyperGroup):
    """A group that shows its entries' summaries and imports only the command that is called."""

    entries: dict[str, Entry] = {}  # noqa: RUF012  (set by a subclass, never changed)

    def __init__(self, **kwargs: Any) -> None:
        """A stub for each entry, so that help and did-you-mean know every command."""
        super().__init__(**kwargs)
        for name, entry in self.entries.items():
            self.add_command(TyperCommand(name, help=entry.summary, callback=None))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The stub's place is taken by the real command."""
        name, stub, rest = super().resolve_command(ctx, args)
        return name, load(name, self.entries[name]) if name else stub, rest

"""`echoloop classify`: reads texts with the model and writes one JSON line, or one table row, for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import Progress

from app.cli.experience_files import find, read
from app.cli.failure import CommandError
from app.reading import topics_of
from conversation.reading import OwnTopic
from nlp.read_texts import Shape, Text, UnreadableInputError, read_texts
from nlp.reader import BUNDLED_MODEL, ModelUnavailableError, OnnxReader
from nlp.record import record

AT_ONCE = 32


class Format(StrEnum):
    """How readings are written."""

    JSONL = "jsonl"
    TEXT = "text"


FileArgument = Annotated[str, typer.Argument(help="A file, or - for standard input.")]
FormatOption = Annotated[Format, typer.Option("--format", help="JSON Lines, or short lines for people.")]
ShapeOption = Annotated[Shape | None, typer.Option("--input", help="Lines, CSV or JSON Lines. Default: guessed.")]
FieldOption = Annotated[str, typer.Option("--field", help="The CSV column or JSON field that holds the text.")]
ModelOption = Annotated[Path, typer.Option("--model", help="The folder of the model.")]
ExperienceOption = Annotated[
    Path | None, typer.Option("--experience", help="A folder whose topics.yaml adds topics of your own.")
]
SinceOption = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], help="Read this installation's answers again, from this day on."),
]
ThreadsOption = Annotated[int, typer.Option("--threads", min=1, max=64, help="Threads of one forward pass.")]


def classify(
    ctx: typer.Context,
    file: FileArgument = "-",
    shown: FormatOption = Format.JSONL,
    shape: ShapeOption = None,
    field: FieldOption = "text",
    model: ModelOption = BUNDLED_MODEL,
    threads: ThreadsOption = 1,
    experience: ExperienceOption = None,
    since: SinceOption = None,
) -> None:
    """Read texts with the model: sentiment, kind, topics. With --since, read old answers again in the database.

    One line out for every text in, in order. `sentiment` is always the likeliest one; `unsure` says that
    a flow would take its default path.
    """
    if since is not None:
        from app.cli.read_again import read_answers_again

        read_answers_again(ctx, since)
        return
    reader = OnnxReader(model, threads)
    own = _own_topics(experience)
    write = _as_json if shown is Format.JSONL else _as_text
    with _opened(file) as lines, _progress() as progress:
        task = progress.add_task("reading", total=None)
        texts = read_texts(lines, name=file, field=field, shape=shape)
        try:
            while part := list(islice(texts, AT_ONCE)):
                for row in _rows(reader, part, own):
                    sys.stdout.write(write(row) + "\n")
                progress.advance(task, len(part))
        except UnreadableInputError as error:
            raise CommandError(str(error)) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text.", "Save it as UTF-8 and run again.") from error
        except ModelUnavailableError as error:
            raise CommandError(str(error)) from error


def _own_topics(experience: Path | None) -> tuple[OwnTopic, ...]:
    if experience is None:
        return ()
    _, found, problems = read(find(experience))
    if found is None:
        raise CommandError(f"{experience} has mistakes: {len(problems)}.", f"`echoloop check {experience}` names them.")
    return topics_of(found)


def _rows(reader: OnnxReader, part: list[Text], own: tuple[OwnTopic, ...]) -> Iterator[dict[str, object]]:
    for text, seen in zip(part, reader.see_now([text.text for text in part]), strict=True):
        reading = reader.with_own(reader.judge(text.text, seen), text.text, seen, own)
        yield record(text, seen, reader.with_feelings(reading, text.text))


def _as_json(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _as_text(row: dict[str, object]) -> str:
    topics = ", ".join(map(str, row["topics"])) if isinstance(row["topics"], list) else ""
    doubt = "?" if row["unsure"] else ""
    mixed = " mixed" if row["mixed"] else ""
    return f"{row['sentiment']}{doubt}{mixed} {row['confidence']:.2f} · {row['kind']} · {topics or '–'} · {row['text']}"


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    if file == "-":
        sys.stdin.reconfigure(encoding="utf-8") if hasattr(sys.stdin, "reconfigure") else None
        yield sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8", newline="") as lines:
            yield lines
    except FileNotFoundError as error:
        raise CommandError(f"{file} does not exist.", "Name a file, or - for standard input.") from error
    except (IsADirectoryError, PermissionError) as error:
        raise CommandError(f"{file} cannot be read.", "Name a file, or - for standard input.") from error


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)

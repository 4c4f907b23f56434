"""`echoloop play`: talk to a flow in the terminal, with a clock that moves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.experience_files import find, read
from app.cli.failure import FOUND_PROBLEMS, CommandError
from authoring.problems import errors, pick
from authoring.read_customer import read_customer
from authoring.read_transcripts import read_transcripts
from authoring.report import as_text
from authoring.transcript import Transcript
from bots.appearance import appearance
from conversation.effects import Effect, GrantConsent, OpenCase, PlanContact, RecordAnswer, WithdrawConsent
from conversation.messages import CHANNELS, Channel
from usecases.record_transcript import Recording
from usecases.rehearse import Message, Rehearsal
from usecases.rehearse_line import rehearse_line
from usecases.run_transcripts import customer_of

HELP = """\
Write as a customer would; "text // negative, food_drink" says how the model reads it.
+24h moves the clock, :state shows the state, :channels the last message on every channel;
an empty line or Ctrl-D ends."""


class ChannelName(StrEnum):
    """The channel that is played."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    SLACK = "slack"
    WEBCHAT = "webchat"


class LanguageName(StrEnum):
    """The customer's language."""

    DE = "de"
    EN = "en"


class FormName(StrEnum):
    """How a German customer is addressed."""

    DU = "du"
    SIE = "sie"


def play(
    flow: Annotated[str, typer.Argument(help="The flow's name.")],
    channel: Annotated[ChannelName | None, typer.Option(help="The customer's channel.")] = None,
    lang: Annotated[LanguageName | None, typer.Option(help="The customer's language.")] = None,
    form: Annotated[FormName | None, typer.Option(help="du or Sie; the brand decides where not given.")] = None,
    first_name: Annotated[str, typer.Option("--name", help="The customer's first name.")] = "",
    person: Annotated[
        Path | None,
        typer.Option("--customer", help="Be the customer in this YAML or JSON file.", exists=True, dir_okay=False),
    ] = None,
    like: Annotated[str, typer.Option("--as", help="Be the customer of the transcript with this word.")] = "",
    save: Annotated[str, typer.Option(metavar="NAME", help="Keep the conversation as a transcript of this name.")] = "",
    path: Annotated[Path, typer.Option("--experience", help="The experience's folder.")] = Path("experience"),
) -> None:
    """Talk to a flow in this terminal; nothing is stored or sent. Piped input works too."""
    found = find(path)
    files, experience, problems = read(found)
    if experience is None:
        typer.echo(as_text(errors(problems), found.folder.as_posix()))
        raise typer.Exit(FOUND_PROBLEMS)
    if flow not in experience.flows:
        raise CommandError(f'There is no flow "{flow}".', pick(flow, experience.flows))
    played = experience.flows[flow]
    customer = customer_of(_person(person, flow) if person else _model(files, flow, like), played.brand)
    customer = replace(
        customer,
        channel=channel.value if channel else customer.channel,
        language=lang.value if lang else customer.language,
        form=form.value if form else customer.form,
        first_name=first_name or customer.first_name,
    )
    stage = _Stage(Rehearsal(played, customer, datetime.now(UTC)), tuple(experience.topics))
    stage.run(_lines())
    if save:
        _keep(found.folder / "transcripts" / flow / f"{save}.yaml", stage.recording)


def _keep(file: Path, recording: Recording) -> None:
    """Write the conversation down as a transcript."""
    if file.exists():
        raise CommandError(f"{file} is already there.", "Take another name for --save.", FOUND_PROBLEMS)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(recording.transcript(), encoding="utf-8")
    typer.echo(f"{file} written: `echoloop test` keeps it so from now on.")


def _person(file: Path, flow: str) -> Transcript:
    """The customer that a file describes."""
    known, problems = read_customer(file.as_posix(), file.read_text(encoding="utf-8"), flow)
    if errors(problems):
        typer.echo(as_text(errors(problems)))
        raise typer.Exit(FOUND_PROBLEMS)
    return known


def _model(files: Mapping[str, str], flow: str, word: str) -> Transcript:
    """The transcript whose customer is played: Ada, where none is named."""
    if not word:
        return Transcript(file="", flow=flow, customer={"first_name": "Ada"})
    fitting = [one for one in read_transcripts(files)[0] if one.flow == flow and word in one.file]
    if not fitting:
        raise CommandError(f'No transcript of {flow} has "{word}" in its name.', "Name one, or leave --as out.")
    return fitting[0]


class _Stage:
    """Shows a rehearsal line by line."""

    def __init__(self, rehearsal: Rehearsal, topics: tuple[str, ...]) -> None:
        self.rehearsal = rehearsal
        self.topics = topics
        self.shown = 0
        self.happened = 0
        self.recording = Recording(rehearsal)

    def run(self, lines: Iterator[str]) -> None:
        """Until the input ends; a conversation that is over still answers what comes in late."""
        typer.secho(HELP, dim=True)
        self.show()
        for line in lines:
            if not line.strip():
                break
            self.act(line)
            self.show()

    def act(self, line: str) -> None:
        """One line of input: a text, a tap, time, or ?."""
        if line.strip() in ("?", ":state"):
            typer.secho(_state(self.rehearsal), dim=True)
            return
        if line.strip() == ":channels":
            typer.echo(_everywhere(self.rehearsal.messages[-1]))
            return
        for wrong in rehearse_line(self.rehearsal, line, self.topics):
            typer.secho(wrong, dim=True)
        self.recording.act(line)

    def show(self) -> None:
        """What is new: messages with their answers, then what else has happened."""
        zone = ZoneInfo(self.rehearsal.customer.zone)
        self.recording.hear()
        for message in self.rehearsal.messages[self.shown :]:
            typer.echo(_written(message, self.rehearsal.customer.channel, zone))
        for _, effect in self.rehearsal.effects[self.happened :]:
            if note := _note(effect):
                typer.secho(f"  · {note}", dim=True)
        self.shown = len(self.rehearsal.messages)
        self.happened = len(self.rehearsal.effects)


def _written(message: Message, channel: Channel, zone: ZoneInfo) -> str:
    shown = appearance(message.prompt, channel, message.at).replace("\n", "\n" + " " * 14)
    return f"{message.at.astimezone(zone):%a %H:%M} bot {shown}"


def _everywhere(message: Message) -> str:
    """One message on every channel."""
    shown = ((channel, appearance(message.prompt, channel, message.at)) for channel in CHANNELS)
    return "\n".join(f"-- {channel}\n{text}" for channel, text in shown)


def _note(effect: Effect) -> str:
    match effect:
        case RecordAnswer(answer=answer):
            return f"{answer.step} = {answer.value}" + (f" ({answer.band})" if answer.band else "")
        case OpenCase(team=team, priority=priority):
            return f"a case for {team}, priority {priority}"
        case GrantConsent(purpose=purpose):
            return f"consent to {purpose} given"
        case WithdrawConsent(purposes=purposes):
            return f"consent to {', '.join(purposes)} withdrawn"
        case PlanContact(contact=contact, due_at=due_at):
            return f"{contact} planned for {due_at:%Y-%m-%d %H:%M} UTC"
        case _:
            return ""


def _state(rehearsal: Rehearsal) -> str:
    session = rehearsal.session
    due = f", next due {session.due_at:%Y-%m-%d %H:%M} UTC" if session.due_at else ""
    waits = f" at {session.step}" if session.step else ""
    answers = "".join(f"\n  {answer.step} = {answer.value}" for answer in session.answers)
    return f"{rehearsal.now:%Y-%m-%d %H:%M} UTC: {session.state}{waits}{due}{answers}"


def _lines() -> Iterator[str]:
    """What is typed (with history and editing) or piped in."""
    ask: Callable[[], str] = _typed() if sys.stdin.isatty() else _piped
    while True:
        try:
            yield ask()
        except (EOFError, KeyboardInterrupt):
            return


def _typed() -> Callable[[], str]:
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()
    return lambda: session.prompt("you ")


def _piped() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    typer.secho(f"you {line.rstrip()}", bold=True)
    return line.rstrip("\n")

"""`echoloop link`: personal links for one customer or for a mailing, and public links with posters for everybody."""

from __future__ import annotations

import asyncio
import csv
import os
from collections.abc import Awaitable, Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Annotated, TextIO, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.link_list import read_wishes
from app.cli.opened import ready_settings
from app.links import doors_of, parts_of, personal_link, public_links, tokens_for
from app.posters import SUFFIXES, draw_qr, poster, show_qr
from app.wiring import House, open_house
from conversation.messages import Language
from storage.contacts import numbers_in_journey
from usecases.make_link import Wish
from usecases.wrong_field import WrongField

T = TypeVar("T")

CustomerArgument = Annotated[str, typer.Argument(help="Your own number for the customer.")]
FlowOption = Annotated[str, typer.Option(help="What starts when the link is opened.")]
PurchaseOption = Annotated[str, typer.Option(help="Your own booking number, where the flow is about one.")]
ChannelOption = Annotated[str, typer.Option(help="Only this channel: telegram, whatsapp, sms, webchat or page.")]
QrOption = Annotated[str, typer.Option("--qr", help="Draw each link as FILE.svg or FILE.png; - draws it here.")]
CsvOption = Annotated[str, typer.Option("--csv", help="Write external_id,channel,url to this file; - is here.")]
FromOption = Annotated[str, typer.Option("--from", help="Links for all customers of a CSV or JSONL list; - is stdin.")]
JourneyOption = Annotated[str, typer.Option(help="Links for all customers of this journey.")]
PublicOption = Annotated[str, typer.Option(help="The links of a public page of pages.yaml, for people unknown to you.")]
PosterOption = Annotated[
    str, typer.Option("--poster", help="Write a poster for printing (HTML, A4) with the page's QR code.")
]
LangOption = Annotated[str, typer.Option(help="The poster's language: de or en.")]


def link(
    ctx: typer.Context,
    customer: CustomerArgument = "",
    flow: FlowOption = "welcome",
    purchase: PurchaseOption = "",
    channel: ChannelOption = "",
    qr: QrOption = "",
    to_csv: CsvOption = "",
    from_list: FromOption = "",
    journey: JourneyOption = "",
    public: PublicOption = "",
    poster_file: PosterOption = "",
    lang: LangOption = "",
) -> None:
    """Make personal links: whoever opens one first is this customer. Or public ones, which are for everybody."""
    if sum(map(bool, (customer, from_list, journey, public))) != 1:
        raise CommandError(
            "Say for whom: one customer, a list, a journey, or everybody.",
            "`echoloop link K-1`, `--from customers.csv`, `--journey trip` or `--public PAGE`.",
        )
    if public:
        links = _with_house(ctx, lambda house: _public(house, public, poster_file, channel, lang))
        _show(_only(links, channel), qr)
    elif customer:
        links = _with_house(ctx, lambda house: _personal(house, customer, flow, purchase))
        if to_csv:
            _write(to_csv, [(customer, name, url) for name, url in _only(links, channel).items()])
        else:
            _show(_only(links, channel), qr)
    else:
        _with_house(ctx, lambda house: _many(house, from_list, journey, flow, channel, to_csv or "-"))


def _with_house(ctx: typer.Context, work: Callable[[House], Awaitable[T]]) -> T:
    settings = ready_settings(ctx)

    async def run() -> T:
        async with open_house(settings) as house:
            return await work(house)

    return asyncio.run(run())


async def _personal(house: House, customer: str, flow: str, purchase: str) -> dict[str, str]:
    token = await personal_link(house, customer, flow=flow, purchase=purchase)
    if isinstance(token, list):
        raise CommandError(f"No link was made: {_all(token)}.", code=FOUND_PROBLEMS)
    return (await doors_of(house)).personal(token)


async def _public(house: House, page: str, poster_file: str, channel: str, lang: str) -> dict[str, str]:
    links = await public_links(house, page)
    if isinstance(links, WrongField):
        raise CommandError(f"No link was made: the page {page} {links.message}.", links.way_out, FOUND_PROBLEMS)
    if poster_file:
        experience = await house.experience()
        language = _language(lang, experience.brand.languages)
        url = _only(links, channel or "page")[channel or "page"]
        shown = links["page"]
        text = poster(experience.pages[page], experience.brand, url=url, shown=shown, language=language)
        _save(Path(poster_file), text)
        typer.echo(f"Poster: {poster_file}; open it in a browser and print it.", err=True)
    return links


def _language(lang: str, languages: tuple[Language, ...]) -> Language:
    for language in languages:
        if lang in ("", language):
            return language
    raise CommandError(f"The brand does not speak {lang}.", f"One of: {', '.join(languages)}.")


async def _many(house: House, from_list: str, journey: str, flow: str, channel: str, to_csv: str) -> None:
    """Links for a mailing; who gets none is said line by line, and the others are written all the same."""
    if to_csv != "-":
        _writable(Path(to_csv)).close()  # before any link is made
    wishes = await _wishes(house, from_list, journey, flow)
    doors, refused = await doors_of(house), 0
    rows: list[tuple[str, str, str]] = []
    with _progress() as progress:
        task = progress.add_task("links", total=len(wishes))
        for part in parts_of(wishes):
            tokens = await tokens_for(house, [wish for _, wish in part])
            for (line, wish), token in zip(part, tokens, strict=True):
                if isinstance(token, str):
                    links = _only(doors.personal(token), channel)
                    rows.extend((wish.customer, name, url) for name, url in links.items())
                else:
                    refused += 1
                    typer.echo(f"{f'line {line}: ' if line else ''}{wish.customer}: {_all(token)}", err=True)
            progress.advance(task, len(part))
    _write(to_csv, rows)
    if refused:
        raise CommandError(f"{refused} of {len(wishes)} customers got no link.", "See the lines above.", FOUND_PROBLEMS)


async def _wishes(house: House, from_list: str, journey: str, flow: str) -> list[tuple[int, Wish]]:
    if from_list:
        return read_wishes(from_list, flow=flow)
    experience = await house.experience()
    if journey not in experience.journeys:
        known = ", ".join(sorted(experience.journeys)) or "none yet"
        raise CommandError(f"There is no journey {journey}.", f"Published: {known}.", FOUND_PROBLEMS)
    numbers = await house.store.read(lambda tx: numbers_in_journey(tx, journey))
    return [(0, Wish(customer=number, flow=flow)) for number in numbers]


def _only(links: Mapping[str, str], channel: str) -> dict[str, str]:
    """The links, or the one of the wanted channel."""
    if not links:
        raise CommandError("No channel is set up.", "`echoloop doctor` says what is missing.")
    if channel and channel not in links:
        raise CommandError(f"{channel} is no way in here.", f"There are: {', '.join(links)}.")
    return {name: url for name, url in links.items() if channel in ("", name)}


def _show(links: Mapping[str, str], qr: str) -> None:
    for channel, url in links.items():
        typer.echo(f"{channel}: {url}")
        if qr == "-":
            show_qr(url)
        elif qr:
            file = Path(qr) if len(links) == 1 else Path(qr).with_suffix(f".{channel}{Path(qr).suffix}")
            _draw(url, file)


def _draw(url: str, file: Path) -> None:
    if file.suffix.lower() not in SUFFIXES:
        raise CommandError(f"{file.name} is no picture I can draw.", f"End its name in {' or '.join(SUFFIXES)}.")
    try:
        draw_qr(url, file)
    except OSError as error:
        raise CommandError(
            f"{file} cannot be written: {error.strerror}.", "Name a file in a folder of yours."
        ) from error
    typer.echo(f"QR code: {file}", err=True)


def _write(to_csv: str, rows: list[tuple[str, str, str]]) -> None:
    written = StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(("external_id", "channel", "url"))
    table.writerows(rows)
    if to_csv == "-":
        typer.echo(written.getvalue(), nl=False)
        return
    _save(Path(to_csv), written.getvalue())
    typer.echo(f"{len(rows)} links: {to_csv}. Each works once; keep the file as you keep addresses.", err=True)


def _save(file: Path, text: str) -> None:
    """Write a file for its owner alone: personal links are as good as keys."""
    with _writable(file) as opened:
        opened.truncate(0)
        opened.write(text)


def _writable(file: Path) -> TextIO:
    """The file, opened to write, what was in it untouched. Raises CommandError."""
    try:
        return os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(
            f"{file} cannot be written: {error.strerror}.", "Name a file in a folder you own."
        ) from error


def _all(wrong: list[WrongField]) -> str:
    return "; ".join(f"{one.field} {one.message} ({one.way_out})" for one in wrong)


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)

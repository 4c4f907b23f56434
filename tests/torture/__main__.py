"""`make torture`: thousands of conversations while processes are killed, the database crashes and platforms misbehave.

    python -m tests.torture --database postgresql --kills 200 --conversations 20000 --workers 3
    python -m tests.torture --database sqlite --kills 50 --conversations 2000

Prints what was done and what the oracle found; exit code 1 where anything was lost, out of order or doubled without
a send in flight at a kill.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import yaml
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.demo.opening import SECRET, SLACK_SECRET, SLACK_TOKEN, TOKEN, TWILIO_SID, TWILIO_TOKEN
from app.web.running import bind, serving
from sandbox.slack_workspace import Channel
from sandbox.stand_ins import stand_ins
from sandbox.twilio_account import OWN_NUMBER, list_picker_sid, quick_reply_sid
from storage.connections import write_engine
from tests.e2e.served_product import free_port
from tests.own_postgres import SETTINGS, Cluster, cluster
from tests.torture.customers import CHANNELS, Crowd, Customer
from tests.torture.oracle import Verdict, judge
from tests.torture.processes import Fleet, environment_of
from tests.torture.weather import Weather
from tests.usecases.house import FILES

CALM_S = 300.0  # so long four undisturbed conversations may take, on a machine that does other things too


def main() -> int:
    """Torture one installation."""
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # whatever was started is ended
    with tempfile.TemporaryDirectory(prefix="echoloop-torture-") as name, database(given.database, Path(name)) as found:
        url, postgres = found
        return asyncio.run(torture(given, Path(name), url, postgres))


def arguments() -> argparse.Namespace:
    """What to do."""
    parser = argparse.ArgumentParser(prog="torture", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--conversations", type=int, default=500)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=100, help="customers who write at the same time")
    parser.add_argument("--every", type=float, default=2.0, help="seconds between kills, on average")
    parser.add_argument("--crash-every", type=int, default=25, help="the database crashes after so many kills")
    parser.add_argument("--patience", type=float, default=600, help="seconds until everything must be settled")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[tuple[str, Cluster | None]]:
    """A fresh database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'echoloop.db'}", None
        return
    with cluster((*SETTINGS, "max_wal_size=1GB")) as opened:
        if opened is None:
            raise SystemExit("no PostgreSQL here")
        yield opened.create(), opened


async def torture(given: argparse.Namespace, folder: Path, url: str, postgres: Cluster | None) -> int:
    """Run it, and judge."""
    chance = random.Random(given.seed)
    app = stand_ins(
        telegram_token=TOKEN,
        slack_token=SLACK_TOKEN,
        slack_secret=SLACK_SECRET,
        twilio_sid=TWILIO_SID,
        twilio_token=TWILIO_TOKEN,
    )
    weather = Weather(app, chance)
    port = free_port()
    async with serving(weather, bind("127.0.0.1", 0)) as sandbox:
        base = f"http://127.0.0.1:{port}"
        config = write_config(folder, url, base, sandbox)
        fleet = Fleet(folder, commands(given, postgres), base, environment_of(config), url, postgres)
        fleet.start("web")
        await fleet.until_ready()
        for name in fleet.commands.keys() - {"web"}:
            fleet.start(name)
        try:
            customers = await drive(given, url, fleet, weather, app, chance)
            settled_after = await until_settled(url, given.patience)
        finally:
            codes = await asyncio.to_thread(fleet.end)
    calm, others = customers[:4], customers[4:]
    expected = {each.channel: [one.text for one in weather.phones[each.channel, each.address]] for each in calm}
    verdict = judge(others, weather.phones, expected, fleet.events, url)
    report(given, fleet, weather, verdict, expected, settled_after, codes)
    if verdict.faults:
        keep_logs(folder)
    return 1 if verdict.faults or settled_after is None else 0


def keep_logs(folder: Path) -> None:
    """Show what the processes said last."""
    for log in sorted(folder.glob("*.log")):
        print(f"--- {log.name}", log.read_text()[-1500:], file=sys.stderr)


def commands(given: argparse.Namespace, postgres: Cluster | None) -> dict[str, list[str]]:
    """The processes by name."""
    if postgres is None:
        return {"web": ["serve"]}
    workers = {f"worker{number}": ["worker"] for number in range(given.workers)}
    return {"web": ["serve", "--only", "web"], "scheduler": ["serve", "--only", "scheduler"], **workers}


def write_config(folder: Path, url: str, base: str, sandbox: str) -> Path:
    """The installation's settings and experience."""
    for name, content in FILES.items():
        path = folder / "experience" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    settings = {
        "public_url": base,
        "experience_dir": str(folder / "experience"),
        "database": {"url": url},
        "server": {"port": int(base.rpartition(":")[2])},
        "nlp": {"model_dir": str(folder / "no-model")},
        "log": {"level": "warning"},
        "channels": {
            "telegram": {"token": TOKEN, "secret": SECRET, "api_url": sandbox, "mode": "webhook"},
            "slack": {
                "bot_token": SLACK_TOKEN,
                "signing_secret": SLACK_SECRET,
                "api_url": f"{sandbox}/api/",
                "customers": True,
            },
            "twilio": {
                "account_sid": TWILIO_SID,
                "auth_token": TWILIO_TOKEN,
                "api_url": sandbox,
                "sms": {"senders": {"*": OWN_NUMBER}, "per_second": 1000},
                "whatsapp": {
                    "sender": OWN_NUMBER,
                    "quick_replies": {count: quick_reply_sid(count) for count in (2, 3)},
                    "list_pickers": {count: list_picker_sid(count) for count in range(2, 11)},
                },
            },
        },
    }
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return config


async def drive(
    given: argparse.Namespace, url: str, fleet: Fleet, weather: Weather, app: object, chance: random.Random
) -> list[Customer]:
    """Four undisturbed conversations first, one a channel; then all others, in bad weather and under kills."""
    everybody = [Customer(CHANNELS[number % 4], number) for number in range(given.conversations + 4)]
    await asyncio.to_thread(introduce, app, everybody)
    crowd = Crowd(lambda: fleet.base, chance, wild=False)
    timeout = aiohttp.ClientTimeout(total=20)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=given.at_once)) as web:
        for customer in everybody[:4]:
            await crowd.talk(customer, web)
        await asyncio.sleep(3)
        assert await until_settled(url, CALM_S) is not None, "four calm conversations never ended"
        crowd.wild = weather.wild = True
        slots = asyncio.Semaphore(given.at_once)

        async def one(customer: Customer) -> None:
            async with slots:
                await crowd.talk(customer, web)

        tormenting = asyncio.create_task(fleet.torment(given.kills, given.every, given.crash_every, chance))
        await asyncio.gather(*(one(customer) for customer in everybody[4:]))
        print(f"everybody has written; {sum(fleet.counted().values())} events so far", file=sys.stderr)
        await tormenting
    weather.wild = False
    return everybody


def introduce(app: object, customers: list[Customer]) -> None:
    """Make everybody known to his platform."""
    state = app.state  # type: ignore[attr-defined]
    for each in customers:
        if each.channel == "telegram":
            state.telegram.chat(int(each.address), "Nr", language="en").started = True
        elif each.channel == "slack":
            state.slack.channels[each.place] = Channel(each.place, f"nr{each.number}", user=each.sender)
        else:
            prefix = "whatsapp:" if each.channel == "whatsapp" else ""
            phone = state.twilio.phone(prefix + each.address, "Nr")
            phone.window_open = True


async def until_settled(url: str, patience_s: float) -> float | None:
    """Wait until nothing is left to take or to send; returns how long that took, None where it never ended."""
    began = time.monotonic()
    query = text(
        "select (select count(*) from inbox where state = 'waiting')"
        " + (select count(*) from outbox where state in ('waiting', 'sending'))"
    )
    engine = write_engine(url)
    try:
        while time.monotonic() - began < patience_s:
            try:
                with engine.connect() as connection:
                    left = connection.execute(query).scalar_one()
            except SQLAlchemyError:
                left = -1
            if not left:
                return time.monotonic() - began
            await asyncio.sleep(1)
        return None
    finally:
        engine.dispose()


def report(
    given: argparse.Namespace,
    fleet: Fleet,
    weather: Weather,
    verdict: Verdict,
    expected: dict[str, list[str]],
    settled_after: float | None,
    codes: dict[str, int],
) -> None:
    """Say what was done and found."""
    found = vars(verdict) | {"faults": len(verdict.faults)}
    done = {
        "database": given.database,
        "processes": sorted(fleet.commands),
        "events": dict(fleet.counted()),
        "kills": sum(count for what, count in fleet.counted().items() if what.startswith("kill")),
        "weather": dict(weather.counts),
        "settled_after_s": settled_after and round(settled_after, 1),
        "exit_codes": codes,
        "replies_of_a_calm_conversation": {channel: len(texts) for channel, texts in expected.items()},
        **found,
    }
    print(json.dumps(done, indent=2))
    for fault in verdict.faults[:40]:
        print("FAULT", fault, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

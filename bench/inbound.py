"""Inbound throughput: accept and turn of a real flow, every outbox row durable, against raw sqlite3 in the same run.

    python -m bench.inbound [--messages 6000] [--pairs 5] [--in-flight 64] [--json FILE]

R1 is one FULL commit a message through the bare driver, R64 the same in groups of 64. Product and yardsticks run
interleaved; the ratio is taken pair by pair. After the clock every reply is compared with what the engine alone says.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select

from authoring.load_files import load_files
from authoring.read_experience import read_experience
from bench import raw_sqlite
from bench.conversations import Crowd, QuickReader, gather, seat
from conversation.messages import Inbound
from conversation.saved import load_prompt
from conversation.wording import fill
from storage.database import Store, open_store
from storage.inbox import inbox
from storage.migrate import upgrade
from storage.outbox import outbox
from storage.sessions import sessions
from storage.transactions import Transaction
from usecases.accept_messages import accept
from usecases.bundles import Bundles
from usecases.publish_bundle import Published, publish
from usecases.take_turns import take_turns

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Run:
    """Figures of one pair, in messages a second; `cpu_us` is the product's processor time a message.

    `others` is how many cores other processes kept busy meanwhile: above 1.2 the pair says little.
    """

    product: float
    r1: float
    r64: float
    cpu_us: float
    others: float


async def product(url: str, crowd: Crowd, *, in_flight: int) -> tuple[float, float]:
    """Messages a second through accept and turn, and processor seconds; asserts durability and every reply."""
    upgrade(url)
    store = open_store(url)
    assert await store.durability() == "full"
    published = await publish(store, load_files(ROOT / "experience"), who="bench", now=NOW)
    assert isinstance(published, Published), published
    bundles, ids = Bundles(store), count()
    new_id = lambda: f"{next(ids):012x}"  # noqa: E731
    await store.run(partial(seat, crowd=crowd, bundles=bundles, new_id=new_id, now=NOW))
    start, cpu = perf_counter(), process_time()
    await _drive(store, crowd.messages, bundles, new_id, in_flight)
    seconds, cpu_s = perf_counter() - start, process_time() - cpu
    await store.read(partial(_check, crowd=crowd))
    await store.close()
    return len(crowd.messages) / seconds, cpu_s


async def _drive(
    store: Store, messages: list[Inbound], bundles: Bundles, new_id: Callable[[], str], in_flight: int
) -> None:
    """`in_flight` messages are on their way at any time: accepted, and not yet answered by a durable outbox row."""
    slots, wake, reader = asyncio.Semaphore(in_flight), asyncio.Event(), QuickReader()
    stream = iter(_with_repeats(messages))
    settled = 0

    async def client() -> None:
        for message in stream:
            await slots.acquire()
            [new] = await accept(store, [message], now=NOW)
            if new:
                wake.set()
            else:
                slots.release()

    async def drain() -> None:
        nonlocal settled
        while settled < len(messages):
            await wake.wait()
            wake.clear()
            while done := await take_turns(store, reader=reader, bundles=bundles, new_id=new_id, now=NOW):
                settled += done
                for _ in range(done):
                    slots.release()

    await asyncio.gather(drain(), *(client() for _ in range(in_flight)))


def _with_repeats(messages: list[Inbound]) -> list[Inbound]:
    """Every hundredth message arrives twice."""
    return [copy for number, message in enumerate(messages) for copy in [message] * (2 if number % 100 == 99 else 1)]


def _check(tx: Transaction, *, crowd: Crowd) -> None:
    counted = tx.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))
    states = {str(state): int(number) for state, number in counted}
    assert states == {"done": len(crowd.messages)}, states
    assert tx.execute(select(func.count()).where(sessions.c.state == "asking")).scalar() == 0
    told: dict[str, list[str]] = {sender: [] for sender in crowd.expected}
    for address, prompt in tx.execute(select(outbox.c.address, outbox.c.prompt).order_by(outbox.c.id)):
        told[address].append(_without_number(fill(load_prompt(prompt), NOW)))
    wrong = [sender for sender, texts in crowd.expected.items() if told[sender] != texts]
    assert not wrong, f"{len(wrong)} customers got other replies, e.g. {told[wrong[0]]} != {crowd.expected[wrong[0]]}"


def _without_number(text: str) -> str:
    """The engine alone knows no case numbers; the customers' are all different."""
    return " ".join(word for word in text.split(" ") if not word.startswith("C-"))


def one_pair(folder: Path, crowd: Crowd, in_flight: int) -> Run:
    """Raw, product, raw: each on a fresh database on the same disk."""
    bodies = [(message.message_id, message.sender, message.text) for message in crowd.messages]
    busy, own, start = _busy_s(), process_time(), perf_counter()
    r1 = raw_sqlite.run(folder / "r1.db", bodies, group=1)
    figure, cpu_s = asyncio.run(product(f"sqlite:///{folder / 'product.db'}", crowd, in_flight=in_flight))
    r64 = raw_sqlite.run(folder / "r64.db", bodies, group=64)
    others = (_busy_s() - busy - (process_time() - own)) / (perf_counter() - start)
    return Run(figure, r1, r64, cpu_s / len(bodies) * 1e6, others)


def _busy_s() -> float:
    """Seconds that all cores of this machine have worked since it started."""
    user, nice, system = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=4)[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Run the pairs, print a table, write JSON where asked."""
    options = _options()
    experience, problems = read_experience(load_files(ROOT / "experience"))
    assert experience is not None, problems
    crowd = gather(experience, options.messages, NOW)
    for sender, texts in crowd.expected.items():
        crowd.expected[sender] = [_without_number(text) for text in texts]
    place = ROOT / "var" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    runs: list[Run] = []
    print(f"{len(crowd.messages)} messages, {len(crowd.expected)} customers, {options.in_flight} in flight")
    print("pair   product/s      R1/s     R64/s   x R1  x R64  us CPU  others")
    for number in range(options.pairs):
        with tempfile.TemporaryDirectory(dir=place) as folder:
            run = one_pair(Path(folder), crowd, options.in_flight)
        runs.append(run)
        figures = f"{run.product:11,.0f} {run.r1:9,.0f} {run.r64:9,.0f}"
        ratios = f"{run.product / run.r1:6.2f} {run.product / run.r64:6.2f}"
        print(f"{number + 1:4} {figures} {ratios} {run.cpu_us:7.0f} {run.others:7.1f}", flush=True)
    _report(runs, options.json, len(crowd.messages), options.in_flight)
    return 0


def _report(runs: list[Run], path: Path | None, messages: int, in_flight: int) -> None:
    ratios = {"r1": [run.product / run.r1 for run in runs], "r64": [run.product / run.r64 for run in runs]}
    for name, values in ratios.items():
        print(f"against {name.upper()}: median {statistics.median(values):.2f} x, worst {min(values):.2f} x")
    if path is not None:
        report = {
            "messages": messages,
            "in_flight": in_flight,
            "runs": [vars(run) for run in runs],
            "median_ratio": {name: statistics.median(values) for name, values in ratios.items()},
            "worst_ratio": {name: min(values) for name, values in ratios.items()},
        }
        path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=6000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""A process as `serve`, `serve --only web` and `worker` run it; nothing leaves it.

    python -m bench.part all|web|worker URL

The web process prints its port, the worker a zero; both run until they are killed or their standard input ends.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from app.garbage import freeze_what_stays
from app.logs import set_up_logs
from app.running import running
from app.web.running import bind, new_loop, serving
from app.web.server import create_app
from bench.installation import opened, settings
from bench.null_bot import NullBot


async def main(part: str, url: str) -> None:
    """Open, run the part, and wait."""
    set_up_logs(settings(url).log)
    async with opened(url) as house:
        silent = replace(house, bots={**house.bots, "telegram": NullBot("telegram")}, desk=None)
        await house.bundles.current()
        if part == "worker":
            async with running(silent, {"worker"}):
                freeze_what_stays()
                print(0, flush=True)
                await asyncio.to_thread(sys.stdin.read)
            return
        runs = running(silent) if part == "all" else running(house, {"web"})
        with bind("127.0.0.1", 0) as listening:
            async with serving(create_app(house), listening) as address, runs:
                freeze_what_stays()
                print(address.rpartition(":")[2], flush=True)
                await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main(*sys.argv[1:3]))

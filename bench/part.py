"""One of several processes over one PostgreSQL, as `serve --only web` and `worker` run them; nothing leaves it.

    python -m bench.part web|worker URL

The web process prints its port, the worker a zero; both run until they are killed or their standard input ends.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

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
        if part == "worker":
            silent = replace(house, bots={**house.bots, "telegram": NullBot("telegram")}, desk=None)
            async with running(silent, {"worker"}):
                print(0, flush=True)
                await asyncio.to_thread(sys.stdin.read)
            return
        with bind("127.0.0.1", 0) as listening:
            async with serving(create_app(house), listening) as address, running(house, {"web"}):
                print(address.rpartition(":")[2], flush=True)
                await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main(*sys.argv[1:3]))

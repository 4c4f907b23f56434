"""The product behind a socket, as `serve` runs it: every door and the turn loop; nothing is sent and nothing ticks.

    python -m bench.server sqlite:///var/bench/x.db

Prints its port, serves until it is killed or its standard input ends.
"""

from __future__ import annotations

import asyncio
import sys

from app.logs import set_up_logs
from app.web.running import bind, new_loop, serving
from app.web.server import create_app
from bench.installation import opened, settings, taking_turns


async def main(url: str) -> None:
    """Open, listen, say where, and serve."""
    set_up_logs(settings(url).log)
    async with opened(url) as house, taking_turns(house, lambda _: None):
        with bind("127.0.0.1", 0) as listening:
            async with serving(create_app(house), listening) as address:
                print(address.rpartition(":")[2], flush=True)
                await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main(sys.argv[1]))

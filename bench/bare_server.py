"""H, the bare webhook: the same server and parser, an HMAC over the body, its JSON parsed, nothing stored.

python -m bench.bare_server
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys

from starlette.types import Receive, Scope, Send

from app.web.running import bind, new_loop, serving
from bench.wire import SECRET


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One webhook call."""
    if scope["type"] != "http":
        return
    body = (await receive()).get("body", b"")
    headers = dict(scope["headers"])
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    hmac.compare_digest(digest, headers.get(b"x-telegram-bot-api-secret-token", b"").decode())
    json.loads(body)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def main() -> None:
    """Listen, say where, and serve."""
    with bind("127.0.0.1", 0) as listening:
        async with serving(application, listening) as address:
            print(address.rpartition(":")[2], flush=True)
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())

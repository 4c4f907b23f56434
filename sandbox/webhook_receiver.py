"""A sample receiver of Echoloop's webhooks, to copy: it believes no wrong signature and takes nothing twice.

    python -m sandbox.webhook_receiver --secret whsec_… [--port 8790] [--seen seen.db]

What to copy: verify the signature over the raw body before anything else, refuse old timestamps (a replay), remember
every webhook-id that was taken, answer 2xx quickly and do the work afterwards.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

MOST_BYTES = 1_000_000


class Receiver:
    """Decides about one request; `taken` holds what was believed and is new."""

    def __init__(self, secret: str, seen: Path | str = ":memory:") -> None:
        self._webhook = Webhook(secret)
        self._seen = sqlite3.connect(seen, check_same_thread=False, isolation_level=None)
        self._seen.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)")
        self._lock = Lock()
        self.taken: list[dict[str, Any]] = []

    def take(self, raw: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """Status and answer: 401 for what is not signed by us or is older than five minutes, 200 for all else."""
        try:
            body = self._webhook.verify(raw, dict(headers))
        except (WebhookVerificationError, ValueError):
            return 401, "no valid signature, or older than five minutes"
        message_id = {name.lower(): value for name, value in headers.items()}["webhook-id"]
        with self._lock:
            new = self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (message_id,)).rowcount
            if new:
                self.taken.append(body)
        return 200, "taken" if new else "known already"

    def close(self) -> None:
        """Close the list of what was seen."""
        self._seen.close()


def serve(receiver: Receiver, port: int) -> ThreadingHTTPServer:
    """A server on loopback, not yet running."""

    class Door(BaseHTTPRequestHandler):
        """One request."""

        def do_POST(self) -> None:
            """Read the raw body, decide, answer."""
            length = int(self.headers.get("content-length") or 0)
            status, text = (
                (413, "too long") if length > MOST_BYTES else receiver.take(self.rfile.read(length), dict(self.headers))
            )
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Bodies and addresses are nobody's affair."""

    return ThreadingHTTPServer(("127.0.0.1", port), Door)


def main() -> None:
    """Run it until somebody stops it."""
    parser = argparse.ArgumentParser(description="A sample receiver of Echoloop's webhooks.")
    parser.add_argument("--secret", required=True, help="as `echoloop webhooks secret` made it")
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--seen", default="seen.db", help="where the ids of what was taken are kept")
    given = parser.parse_args()
    server = serve(Receiver(given.secret, given.seen), given.port)
    sys.stdout.write(f"http://127.0.0.1:{given.port} takes webhooks.\n")
    server.serve_forever()


if __name__ == "__main__":
    main()

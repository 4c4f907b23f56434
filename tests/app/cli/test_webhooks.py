"""`echoloop webhooks` as an operator types it, and the settings behind it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import anyio
import pytest

from app.settings import SettingsError, load_settings
from sandbox.webhook_receiver import Receiver, serve
from storage.database import open_store
from storage.webhooks import add_webhook_posts, keep_endpoints, silence_endpoint
from tests.app.cli.conftest import Echoloop

SECRET = "whsec_" + "c2VjcmV0" * 5
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


def silence(folder: Path) -> None:
    """An endpoint that was silenced while one post waits."""

    async def write() -> None:
        store = open_store(f"sqlite:///{folder / 'var' / 'echoloop.db'}")
        row: dict[str, object] = {
            "message_id": "evt_1",
            "endpoint": "crm",
            "kind": "case.opened",
            "customer_id": None,
            "body": {},
        }
        await store.run(lambda tx: keep_endpoints(tx, {"crm": ["case.opened"]}))
        await store.run(lambda tx: add_webhook_posts(tx, [row | {"due_at": NOW, "created_at": NOW}]))
        await store.run(lambda tx: silence_endpoint(tx, "crm", why="status 503", now=NOW))
        await store.close()

    anyio.run(write)


def test_silence_is_shown_and_ended(folder: Path, echoloop: Echoloop) -> None:
    """The list and the doctor name the endpoint, since when and why; retry wakes it; an unknown name ends with 1."""
    assert echoloop("migrate").returncode == 0
    assert "No system is told anything" in echoloop("webhooks", "list").stdout
    silence(folder)
    [crm] = json.loads(echoloop("webhooks", "list", "--format", "json").stdout)["endpoints"]
    assert (crm["name"], crm["why"], crm["waiting"]) == ("crm", "status 503", 1)
    assert "webhook crm: silenced since 2027-06-01 12:00 UTC: status 503" in echoloop("doctor").stdout
    assert "crm: 1 posts leave again" in echoloop("webhooks", "retry", "crm").stdout
    assert "case.opened" in echoloop("webhooks", "list").stdout
    assert echoloop("webhooks", "retry", "erp").returncode == 1


def test_a_ping_reaches_the_sample_receiver(folder: Path, echoloop: Echoloop) -> None:
    """`test` posts one signed message over HTTP; another secret is refused, and that is said."""
    receiver = Receiver(SECRET)
    server = serve(receiver, 0)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    for secret, code in ((SECRET, 0), ("whsec_" + "b3RoZXIh" * 5, 1)):
        endpoint = f'{{url: "{url}", kinds: [case.opened], secret: {secret}}}'
        (folder / "config.yaml").write_text(f"webhooks: {{endpoints: {{crm: {endpoint}}}}}\n")
        told = echoloop("webhooks", "test", "crm")
        assert told.returncode == code, told.stderr
    assert "status 401" in told.stderr
    assert [body["type"] for body in receiver.taken] == ["ping"]
    server.shutdown()
    server.server_close()
    receiver.close()


@pytest.mark.parametrize(
    ("url", "secret", "kinds"),
    [
        ("http://crm.example/hook", SECRET, "[case.opened]"),
        ("http://127.0.0.1.crm.example/", SECRET, "[case.opened]"),
        ("http://127.0.0.1@crm.example/", SECRET, "[case.opened]"),
        ("https://user@/", "whsec_c2hvcnQ=", "[case.opened]"),
        ("https://crm.example/hook", SECRET, "[case.closed]"),
        ("https://crm.example/hook", SECRET, "[]"),
    ],
)
def test_what_is_not_safe_is_no_setting(tmp_path: Path, url: str, secret: str, kinds: str) -> None:
    """Plain HTTP to elsewhere, a short secret, an unknown kind: refused at the start, without showing the secret."""
    path = tmp_path / "config.yaml"
    path.write_text(f'webhooks: {{endpoints: {{crm: {{url: "{url}", kinds: {kinds}, secret: "{secret}"}}}}}}\n')
    with pytest.raises(SettingsError) as wrong:
        load_settings(path)
    assert secret not in str(wrong.value)

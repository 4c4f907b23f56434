"""Logs: what must never be in them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from time import process_time

import pytest
import structlog

from app.logs import cut, set_up_logs
from app.settings import Log

SECRETS = (
    "POST https://api.telegram.org/bot12345678:AAabcdefghijklmnopqrstuvwxyz012345678/sendMessage",
    "xoxb-123-abc",
    "Authorization: Bearer abc.def",
    "call me at +49 170 1234567",
    "https://t.me/bot?start=abcdefghijklmnopqrstuvwxyz",
    "https://feedback.example.com/s/abcdefghijklmnopqrstuvwxyz-0123456789",
    "ada@example.com",
)


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Each test's logs are its own."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("text", SECRETS)
def test_tokens_numbers_and_addresses_are_cut_out(text: str) -> None:
    """Each shape of secret is hidden wherever it stands in a string."""
    assert "[hidden]" in cut(text)


def test_our_lines_and_the_libraries_lines_are_both_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    """A customer's words given by key, and a token inside a library's message, reach no log."""
    set_up_logs(Log(format="json"))
    structlog.get_logger("app").info("taken", text="Der Bus kam nie", count=3)
    logging.getLogger("some.library").warning("GET %s failed", SECRETS[0])
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line.get("count") for line in lines] == [3, None]
    assert "Bus" not in str(lines)
    assert "AAabc" not in str(lines)


def test_an_exception_is_logged_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    """Class and frames tell where it broke; the message may quote a customer."""
    set_up_logs(Log(format="json"))
    try:
        raise ValueError("Der Bus kam nie")
    except ValueError as error:
        structlog.get_logger("app").error("failed", exc_info=error)
        logging.getLogger("some.library").exception("failed")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    for line in (ours, theirs):
        assert line["broke"].startswith("ValueError at test_logs.py:")
        assert "Bus" not in str(line)


@pytest.mark.parametrize("piece", ["1", "a.", "ß", "+49 ", "xoxb-"])
def test_a_long_line_is_cut_at_once(piece: str) -> None:
    """Ten thousand characters in a log line cost far below a second of processor time."""
    before = process_time()
    cut(piece * (10_000 // len(piece)))
    assert process_time() - before < 1.0

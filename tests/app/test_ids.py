"""Ids, tokens and the installation's own secret."""

from __future__ import annotations

from pathlib import Path

from app.ids import ALPHABET, new_api_key, new_id, new_token
from app.logs import HIDDEN, cut
from app.secret_file import own_secret
from conversation.payload import pack


def test_an_id_fits_into_a_buttons_payload() -> None:
    """Twelve small letters and digits: the longest step name still leaves the payload within 64 bytes."""
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 12 and set(one) <= set(ALPHABET) for one in ids)
    assert len(pack(new_id(), "recommend", "10").encode()) <= 64


def test_a_token_fits_into_a_telegram_link() -> None:
    """At most 64 characters of A-Z, a-z, 0-9, _ and -."""
    token = new_token()
    assert len(token) == 64
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def test_our_own_keys_are_cut_out_of_logs() -> None:
    """The prefix makes them recognisable."""
    assert cut(f"key {new_api_key()} used") == f"key {HIDDEN} used"


def test_the_secret_is_drawn_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """A restart keeps visitors' cookies valid."""
    first = own_secret(tmp_path / "var")
    assert len(first) == 32
    assert own_secret(tmp_path / "var") == first
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o077 == 0

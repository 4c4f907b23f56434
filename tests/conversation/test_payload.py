"""Payloads fit every platform's 64 bytes and find their way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.payload import names, pack, unpack

SESSION = "abcdefghijkl"


def test_a_short_payload_is_readable() -> None:
    """What fits is written out."""
    assert pack(SESSION, "recommend", "9") == "abcdefghijkl:recommend:9"


@given(step=st.text(min_size=1, max_size=80), value=st.text(min_size=1, max_size=80))
def test_every_payload_fits_and_finds_its_step_and_value(step: str, value: str) -> None:
    """Long or odd names shrink to digests that still stand for them."""
    packed = pack(SESSION, step, value)
    assert len(packed.encode()) <= 64
    unpacked = unpack(packed)
    assert unpacked is not None
    assert unpacked[0] == SESSION
    assert names(unpacked[1], step)
    assert names(unpacked[2], value)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "a:b:c", "abcdefghijkl", "abcdefghijkl:x", "abcdefghijkl::9", "abcdefghijk!:x:9"]
)
def test_what_is_not_ours_is_refused(text: str) -> None:
    """A payload of somebody else's button is None, not an error."""
    assert unpack(text) is None

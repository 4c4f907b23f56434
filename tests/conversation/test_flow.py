"""A flow knows where each of its steps stands."""

from __future__ import annotations

from tests.conversation.sample_flow import NPS, flow_of


def test_blocks_return_to_the_step_below() -> None:
    """The last step of a block is followed by the step below the question."""
    places = NPS.places
    assert places["recommend"].blocks == {"detractor": "why_not", "promoter": "what_best"}
    assert places["recommend"].below == "thanks"
    assert places["to_a_person"].below == "thanks"
    assert places["why_not"].below == "to_a_person"
    assert places["thanks"].below == ""


def test_the_index_is_built_once() -> None:
    """The second look costs nothing."""
    assert NPS.places is NPS.places


def test_an_empty_flow_has_no_place() -> None:
    """A flow without steps starts nowhere."""
    assert flow_of().first == ""
    assert flow_of().places == {}

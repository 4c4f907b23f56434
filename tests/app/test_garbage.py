"""The collector of circular garbage leaves alone what stays."""

from __future__ import annotations

import gc

from app.garbage import freeze_what_stays


def test_what_is_loaded_is_not_looked_through_again() -> None:
    """After freezing, what was there before is no longer among the objects that a collection visits."""
    loaded = [{"loaded": True}]
    try:
        freeze_what_stays()
        visited = {id(each) for each in gc.get_objects()}
        assert id(loaded) not in visited
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()

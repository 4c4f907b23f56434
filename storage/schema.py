"""Every table at once: importing this file completes METADATA, which migrations and tests compare with."""

from __future__ import annotations

from storage import (
    bundles,
    case_dues,
    case_lists,
    case_requests,
    cases,
    contacts,
    corrections,
    customers,
    desk_posts,
    gestures,
    inbox,
    merges,
    outbox,
    pages,
    purchases,
    recoveries,
    responses,
    sessions,
)
from storage.columns import METADATA

ROOMS = (
    bundles,
    case_dues,
    case_lists,
    case_requests,
    cases,
    contacts,
    corrections,
    customers,
    desk_posts,
    gestures,
    inbox,
    merges,
    outbox,
    pages,
    purchases,
    recoveries,
    responses,
    sessions,
)

__all__ = ["METADATA", "ROOMS"]

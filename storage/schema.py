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
    join_codes,
    media_files,
    merges,
    message_costs,
    outbox,
    pages,
    purchases,
    quotas,
    recoveries,
    replans,
    responses,
    rewards,
    sessions,
    spending,
    templates,
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
    join_codes,
    media_files,
    merges,
    message_costs,
    outbox,
    pages,
    purchases,
    quotas,
    recoveries,
    replans,
    responses,
    rewards,
    sessions,
    spending,
    templates,
)

__all__ = ["METADATA", "ROOMS"]

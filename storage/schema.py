"""Every table at once: importing this file completes METADATA, which migrations and tests compare with."""

from __future__ import annotations

from storage import bundles, cases, contacts, customers, inbox, merges, outbox, pages, purchases, responses, sessions
from storage.columns import METADATA

ROOMS = (bundles, cases, contacts, customers, inbox, merges, outbox, pages, purchases, responses, sessions)

__all__ = ["METADATA", "ROOMS"]

"""The published bundles, read: new sessions start on the current one, running ones keep theirs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from authoring.experience import Experience
from authoring.read_experience import read_experience
from conversation.confirmation import confirmation
from conversation.own_yes import FLOW
from storage.bundles import bundle_files, current_bundle
from storage.database import Store
from storage.transactions import Transaction


class NoBundleError(LookupError):
    """No such bundle is published: `echoloop publish` publishes what lies in experience/."""


class Bundles:
    """Reads each bundle once and keeps it; a bundle never changes, its name is its hash."""

    def __init__(self, store: Store, known: Mapping[str, Experience] | None = None) -> None:
        self._store = store
        self._known = dict(known or {})

    async def current(self) -> Experience:
        """The experience that new sessions start on. Raises NoBundleError where nothing is published."""
        return await self._store.read(self.load_current)

    async def get(self, bundle: str) -> Experience:
        """A published experience. Raises NoBundleError where it is unknown or can no longer be read."""
        if bundle in self._known:
            return self._known[bundle]
        return await self._store.read(partial(self.load, bundle=bundle))

    def keep(self, experience: Experience) -> None:
        """A published experience that was read, and the flow by which the house asks for a customer's own yes."""
        experience.flows.setdefault(FLOW, confirmation(experience.brand))
        self._known[experience.bundle] = experience

    def prepare(self, tx: Transaction) -> None:
        """Have the current experience parsed now, on a reader's connection, so that no writer has to wait for it."""
        with suppress(NoBundleError):  # whoever needs it says so
            self.load_current(tx)

    def load_current(self, tx: Transaction) -> Experience:
        """The current experience, inside a transaction."""
        return self.load(tx, current_bundle(tx))

    def load(self, tx: Transaction, bundle: str) -> Experience:
        """A published experience, inside a transaction (parsed at the first use only)."""
        if bundle in self._known:
            return self._known[bundle]
        files = bundle_files(tx, bundle)
        experience = None if files is None else read_experience(files)[0]
        if experience is None:
            raise NoBundleError(f"bundle {bundle[:12] or '(none)'} is not published or can no longer be read")
        self.keep(experience)
        return experience

"""Publishes the files of an experience: with an error in them nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from authoring.experience import Experience
from authoring.problems import Problem
from authoring.read_experience import read_experience
from storage.bundles import add_bundle, write_audit
from storage.database import Store
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Published:
    """The bundle new sessions start on from now; `is_new` is False where these very files were published before."""

    bundle: str
    is_new: bool
    experience: Experience
    notes: tuple[Problem, ...] = ()


async def publish(
    store: Store, files: Mapping[str, str], *, who: str, now: datetime, detail: Mapping[str, str] | None = None
) -> Published | list[Problem]:
    """Make these files (path → text) the current bundle, or return what is wrong with them.

    `detail` is kept beside who and when, such as the reason to publish with red transcripts.
    """
    experience, problems = read_experience(files)
    if experience is None or any(problem.severity == "error" for problem in problems):
        return problems
    bundle = experience.bundle

    def work(tx: Transaction) -> bool:
        line = f"{bundle[:12]}-{now.timestamp():.6f}"
        write_audit(tx, line, who=who, what="publish", subject=bundle, detail=dict(detail or {}), now=now)
        return add_bundle(tx, bundle, dict(files), who=who, now=now)

    return Published(bundle, await store.run(work), experience, tuple(problems))

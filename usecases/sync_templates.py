"""Keeps the registry of WhatsApp's templates in step with the platform, and tells the desk what has changed.

The registry holds every template of config.yaml, and a row "missing" for what a journey opens without one. The gate
reads it (usecases/standings): what cannot be said outside the 24-hour window is stopped before its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from authoring.experience import Experience
from bots.whatsapp_content import Approval, Template
from conversation.messages import Language
from storage.database import Store
from storage.desk_posts import add_posts
from storage.templates import TemplateRow, all_templates, replace_templates, waiting_for
from storage.transactions import Transaction
from usecases.bundles import Bundles, NoBundleError

MISSING = "missing"
WAITS = ("received", "pending", "paused", "unsubmitted")
"""Meta may still say yes: a contact waits for it, as long as its plan allows."""

Key = tuple[str, str, str]

TELL: dict[Language, dict[str, str]] = {
    "de": {
        "head": "WhatsApp-Vorlagen haben sich geändert:",
        "count": " (geplante Kontakte: {count})",
        "": "wieder verwendbar",
        "none": "es gibt keine Vorlage",
        "category": "zählt bei Meta jetzt als {category}, nicht als {configured}",
        "missing": "fehlt bei Twilio",
        "paused": "ist pausiert",
        "rejected": "ist abgelehnt",
        "disabled": "ist gesperrt",
        "unsubmitted": "ist nicht eingereicht",
        "pending": "wartet auf Freigabe",
        "received": "wartet auf Freigabe",
    },
    "en": {
        "head": "WhatsApp templates have changed:",
        "count": " (planned contacts: {count})",
        "": "can be used again",
        "none": "there is no template",
        "category": "counts as {category} at Meta now, not as {configured}",
        "missing": "is not at Twilio",
        "paused": "is paused",
        "rejected": "was rejected",
        "disabled": "is disabled",
        "unsubmitted": "was not submitted",
        "pending": "waits for approval",
        "received": "waits for approval",
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """A template that can be used no longer, or again."""

    row: TemplateRow
    before: str


async def sync_templates(
    store: Store,
    templates: Sequence[Template],
    approvals: Mapping[str, Approval],
    *,
    bundles: Bundles,
    now: datetime,
) -> int:
    """Write the registry anew from the platform's word on each content; returns how many changed their meaning."""
    return await store.run(partial(_sync, templates=templates, approvals=approvals, bundles=bundles, now=now))


async def forget_templates(store: Store) -> int:
    """WhatsApp is off: nothing is said about templates."""
    if await store.read(all_templates):
        await store.run(lambda tx: replace_templates(tx, []))
    return 0


def _sync(
    tx: Transaction,
    *,
    templates: Sequence[Template],
    approvals: Mapping[str, Approval],
    bundles: Bundles,
    now: datetime,
) -> int:
    try:
        experience = bundles.load_current(tx)
    except NoBundleError:
        return 0
    known = {_key(row): row for row in all_templates(tx)}
    configured: dict[Key, Template] = {(each.flow, each.step, each.language): each for each in templates}
    rows: list[TemplateRow] = []
    for key in dict.fromkeys([*configured, *opening_keys(experience)]):
        template = configured.get(key)
        approval = approvals.get(template.content_sid) if template else None
        rows.append(_row(key, template, approval, known.get(key), now))
    replace_templates(tx, rows)
    changes = [Change(row, before) for row in rows if (before := _before(known, row)) != row.problem]
    if changes:
        _tell(tx, changes, experience, now)
    return len(changes)


def _before(known: Mapping[Key, TemplateRow], row: TemplateRow) -> str:
    """What stood against it at the last look; a template that is new and fine is no news."""
    before = known.get(_key(row))
    return before.problem if before else ""


def opening_keys(experience: Experience) -> Iterable[Key]:
    """What journeys open: the first step of each of their flows, in each of the brand's languages."""
    plans = [plan for journey in experience.journeys.values() for plan in journey.contacts]
    flows = {flow for plan in plans for flow in plan.flows}
    for name in sorted(flows & experience.flows.keys()):
        yield from ((name, experience.flows[name].first, language) for language in experience.brand.languages)


def _key(row: TemplateRow) -> Key:
    return row.flow, row.step, row.language


def _row(
    key: Key, template: Template | None, approval: Approval | None, before: TemplateRow | None, now: datetime
) -> TemplateRow:
    status = (approval.status or "unsubmitted") if approval else MISSING
    category = approval.category if approval else ""
    problem = _problem(key, template, status, category)
    changed = before is None or (before.status, before.problem) != (status, problem)
    return TemplateRow(
        flow=key[0],
        step=key[1],
        language=key[2],
        content_sid=template.content_sid if template else "",
        category=template.category if template else "",
        platform_category=category,
        status=status,
        problem=problem,
        changed_at=now if changed or before is None else before.changed_at,
        checked_at=now,
    )


def _problem(key: Key, template: Template | None, status: str, category: str) -> str:
    """The rule that "why" prints; "" where the template can be used."""
    if template is None:
        return f"no template for {key[0]} in {key[2]}"
    if status != "approved":
        return f"template {status}"
    if category and category.lower() != template.category:
        return f"template is {category.lower()} now, not {template.category}"
    return ""


def _tell(tx: Transaction, changes: Sequence[Change], experience: Experience, now: datetime) -> None:
    """One post to the first team, as long as there is a team."""
    team = next(iter(experience.desk.teams.values()), None)
    if team is None:
        return
    words = TELL[experience.brand.languages[0]]
    lines = [words["head"], *(_line(tx, change, words) for change in changes)]
    key = f"templates:{now.isoformat()}"
    add_posts(tx, [{"key": key, "place": team.channel, "body": {"text": "\n".join(lines)}, "due_at": now}])


def _line(tx: Transaction, change: Change, words: Mapping[str, str]) -> str:
    row = change.row
    count = waiting_for(tx, [row.flow], row.language).get(row.flow, 0) if row.problem else 0
    much = words["count"].format(count=count) if count else ""
    return f"• {row.flow}/{row.step} ({row.language}): {_in_words(row, words)}{much}"


def _in_words(row: TemplateRow, words: Mapping[str, str]) -> str:
    if not row.problem:
        return words[""]
    if not row.content_sid:
        return words["none"]
    if row.status == "approved":
        return words["category"].format(category=row.platform_category.lower(), configured=row.category)
    return words.get(row.status, row.status)

"""Which number stands behind a WhatsApp user id, so that who hides his number later is known by his user id alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, select, tuple_

from storage.columns import METADATA
from storage.transactions import Transaction
from storage.upserts import insert

Place = tuple[str, str]
"""Channel and platform id."""

user_ids = Table(
    "user_ids",
    METADATA,
    Column("channel", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("platform_id", String, nullable=False, index=True),  # the number he wrote from when he showed it
    PrimaryKeyConstraint("channel", "user_id"),
)


def numbers_behind(tx: Transaction, places: Collection[Place]) -> dict[Place, str]:
    """The number behind each of these user ids that has shown one."""
    if not places:
        return {}
    here = tuple_(user_ids.c.channel, user_ids.c.user_id).in_(list(places))
    rows = tx.execute(select(user_ids.c.channel, user_ids.c.user_id, user_ids.c.platform_id).where(here))
    return {(row.channel, row.user_id): row.platform_id for row in rows}


def keep_user_ids(tx: Transaction, shown: Mapping[Place, str]) -> None:
    """Write down which number each user id has shown; the latest counts."""
    for (channel, user_id), number in shown.items():
        statement = insert(tx, user_ids).values(channel=channel, user_id=user_id, platform_id=number)
        newest = {"platform_id": statement.excluded.platform_id}
        tx.execute(statement.on_conflict_do_update(index_elements=["channel", "user_id"], set_=newest))


def forget_user_ids(tx: Transaction, places: Iterable[Place]) -> None:
    """Forget the user ids behind these addresses, or that are these addresses."""
    for channel, platform_id in places:
        his = (user_ids.c.platform_id == platform_id) | (user_ids.c.user_id == platform_id)
        tx.execute(user_ids.delete().where(user_ids.c.channel == channel, his))

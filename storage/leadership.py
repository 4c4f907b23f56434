"""The place of the one who leads: an advisory lock of PostgreSQL's, held by a connection as long as it lives."""

from __future__ import annotations

import asyncio
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.connections import write_engine

LEADING = 0x6C656164


class Leadership:
    """A candidate. Who dies, or loses the database, loses the place with the connection."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = write_engine(url).execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._door = Lock()  # a try goes on in its thread where whoever waited for it was cancelled
        self._closed = False

    async def take(self) -> bool:
        """Take the place if nobody has it; False also where the database is away."""
        return await asyncio.to_thread(self._take)

    async def held(self) -> bool:
        """Whether the place is still ours."""
        return await asyncio.to_thread(self._held)

    async def close(self) -> None:
        """Give the place to others."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        with self._door:
            self._closed = True
            self._let_go()
            self._engine.dispose()

    def _take(self) -> bool:
        with self._door:
            try:
                if self._closed:
                    return False
                self._connection = self._engine.connect()
                if self._connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({LEADING})").scalar_one():
                    return True
            except DBAPIError:
                pass
            self._let_go()
            return False

    def _held(self) -> bool:
        with self._door:
            try:
                return self._connection is not None and self._connection.exec_driver_sql("SELECT 1").scalar_one() == 1
            except DBAPIError:
                self._let_go()
                return False

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closes it, and the lock with it
            self._connection.close()
            self._connection = None

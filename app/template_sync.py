"""The tick that keeps WhatsApp's templates in step: asks Twilio, writes the registry, wakes the desk."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from app.wiring import House
from bots.whatsapp_content import Template
from usecases.sync_templates import forget_templates, sync_templates


async def sync_whatsapp(house: House) -> int:
    """Ask for WhatsApp's word on every template; where Twilio does not say, what is known stays."""
    if house.twilio is None or "whatsapp" not in house.bots:
        return await forget_templates(house.store)
    approvals = await house.twilio.approvals()
    if not isinstance(approvals, Mapping):
        structlog.get_logger().warning("templates not looked up", why=getattr(approvals, "reason", ""))
        return 0
    configured = house.settings.channels.twilio.whatsapp.templates
    changed = await sync_templates(
        house.store,
        [Template(**template.model_dump()) for template in configured],
        approvals,
        bundles=house.bundles,
        now=house.clocks.business(),
    )
    if changed:
        house.wake("desk")
    return changed

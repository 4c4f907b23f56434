"""The one contact that the house plans by itself: it asks a customer to confirm what others say that he allows."""

from __future__ import annotations

from journey.moments import Moment
from journey.plan import ContactPlan, Journey

ASK = ContactPlan(
    name="confirm_consent",
    send=Moment(anchor="planned"),
    flows=("confirm_consent",),
    rank=1,
    file="brand.yaml",
)
DOUBLE_OPT_IN = Journey(name="double opt-in", persona="", dates=(), contacts=(ASK,))
"""No author can give a journey this name."""

"""A template that cannot be used stops its contact before the date, says so to who asks why, and tells the desk."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bots.whatsapp_content import Approval, Template
from journey.gate import Drop, Shift
from storage.desk_posts import desk_posts
from tests.usecases.agency import Agency
from usecases.explain_contact import explain
from usecases.preview_plan import preview
from usecases.put_customer import ConsentData
from usecases.sync_templates import forget_templates, sync_templates

pytestmark = pytest.mark.anyio
BALANCE = Template(content_sid="HX1", flow="balance", step="only", language="de", category="utility")
APPROVED = Approval("approved", "UTILITY")


async def look(agency: Agency, approvals: Mapping[str, Approval], *templates: Template) -> int:
    """WhatsApp's word on each content."""
    house = agency.house
    return await sync_templates(house.store, templates, approvals, bundles=house.bundles, now=house.now)


async def join(agency: Agency, *channels: str) -> None:
    """A customer who is reached by these channels and has booked a trip."""
    consents = (ConsentData(purpose="survey", granted=True, confirmed="test"),)
    await agency.put(phone="+4915123456789", channels=channels, language="de", consents=consents)
    await agency.book()


async def forecast(agency: Agency, contact: str = "balance") -> str:
    """What `echoloop why` says of the planned contact."""
    house = agency.house
    found = await explain(house.store, "K-1", bundles=house.bundles, now=house.now)
    assert found is not None
    return next(each.forecast for each in found.contacts if each.contact == contact)


async def test_before_the_first_look_nothing_is_said(agency: Agency) -> None:
    """An installation that has never asked does not refuse anything by it."""
    await join(agency, "whatsapp")
    assert await forecast(agency) == "will be sent"


@pytest.mark.parametrize(
    ("approval", "said"),
    [
        (APPROVED, "will be sent"),
        (Approval("approved", "MARKETING"), "will be refused (template is marketing now, not utility)"),
        (Approval("rejected", "UTILITY"), "will be refused (template rejected)"),
        (Approval("disabled", "UTILITY"), "will be refused (template disabled)"),
        (None, "will be refused (template missing)"),
    ],
)
async def test_the_forecast_knows_the_template(agency: Agency, approval: Approval | None, said: str) -> None:
    """Weeks before its date the contact says what will become of it."""
    await join(agency, "whatsapp")
    await look(agency, {"HX1": approval} if approval else {}, BALANCE)
    assert await forecast(agency) == said
    house = agency.house
    foreseen = await preview(house.store, bundles=house.bundles, now=house.now)
    fate = next(each.fate for each in foreseen if each.contact == "balance")
    assert fate == ("sent" if said == "will be sent" else "refused")


async def test_a_paused_template_is_waited_for(agency: Agency) -> None:
    """Meta takes a pause back by itself: the contact is tried again until its plan drops it."""
    await join(agency, "whatsapp")
    await look(agency, {"HX1": Approval("paused", "UTILITY")}, BALANCE)
    assert (await forecast(agency)).endswith("(template paused)")
    row = (await agency.planned())["balance", 0]
    agency.at("2027-06-12 12:00")
    [verdict] = (await agency.verdicts(row["id"])).values()
    assert isinstance(verdict, Shift)
    agency.at("2027-07-08 12:00")
    [verdict] = (await agency.verdicts(row["id"])).values()
    assert isinstance(verdict, Drop)


async def test_a_flow_without_any_template_is_named(agency: Agency) -> None:
    """The rule says which one is missing, in which language."""
    await join(agency, "whatsapp")
    await look(agency, {})
    assert await forecast(agency) == "will be refused (no template for balance in de)"


async def test_another_channel_or_an_open_window_needs_no_template(agency: Agency) -> None:
    """The message goes there, so nothing stops it."""
    await join(agency, "whatsapp", "sms")
    await look(agency, {})
    assert await forecast(agency) == "will be sent"


async def test_the_desk_hears_of_each_change_once(agency: Agency) -> None:
    """With the number of contacts that wait for it; a look that changes nothing says nothing."""
    await join(agency, "whatsapp")
    house = agency.house
    await look(agency, {"HX1": APPROVED}, BALANCE)
    agency.at("2027-01-08 13:00")
    assert await look(agency, {"HX1": Approval("paused", "UTILITY")}, BALANCE) == 1
    agency.at("2027-01-08 14:00")
    assert await look(agency, {"HX1": Approval("paused", "UTILITY")}, BALANCE) == 0
    first, second = await house.rows(desk_posts)
    assert first["place"] == "#care"
    lines = first["body"]["text"].splitlines()
    assert "• tip_one/only (de): es gibt keine Vorlage (geplante Kontakte: 1)" in lines
    assert second["body"]["text"].splitlines()[1:] == ["• balance/only (de): ist pausiert (geplante Kontakte: 1)"]


async def test_without_whatsapp_nothing_is_held_against_anybody(agency: Agency) -> None:
    """The channel was switched off: its registry is empty again."""
    await join(agency, "whatsapp")
    await look(agency, {})
    await forget_templates(agency.house.store)
    assert await forecast(agency) == "will be sent"

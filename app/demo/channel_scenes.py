"""The tour's scenes on SMS, WhatsApp and Slack: what each platform makes different, shown and asserted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from app.demo.phone import Phone, TourError
from app.demo.world import World
from storage.message_costs import costs

Say = Callable[[str], None]


async def by_sms(jonas: Phone, world: World, say: Say) -> None:
    """A score and a reason in two short messages; then STOP, which Twilio answers and Echoloop does not."""
    await jonas.hears("10 = ganz sicher")
    await jonas.say("8")
    await jonas.hears("zu einer 10")
    await jonas.say("Mehr Ausflüge für die Kinder. Sonst war alles bestens.")
    await jonas.hears("Wir lesen jede Antwort")
    say(f"   {await _spent(world)}")
    await jonas.say("STOP")
    await jonas.hears("unsubscribed", by="platform")
    await world.settle()
    last = (await jonas.bubbles())[-1]
    if last["by"] != "platform":
        raise TourError(f"Jonas wrote STOP, Twilio confirmed it, and yet he read “{last['text']}”")
    say("   STOP: Twilio confirms it, Echoloop stays silent and withdraws his consent")


async def on_whatsapp(emma: Phone, say: Say) -> None:
    """The template stands in for the step's text; a tap on its button goes on in the same conversation."""
    asked = await emma.sees("balance for your trip")
    if not asked["text"].startswith("Sonnweg: "):
        raise TourError(f"Emma was to read the approved template, and read “{asked['text']}”")
    say("   her last word is more than 24 hours old: the template of this step leaves, with its buttons")
    await emma.tap("Will do")
    await emma.hears("Then we will get your documents ready")


async def in_slack(ben: Phone) -> None:
    """Eleven buttons, of which one is clicked and none is left; the reason in his own words."""
    question = await ben.sees("recommend")
    await ben.tap("10")
    await ben.hears("What was best")
    await ben.say("Malta in spring was wonderful, and our guide knew every stone of it.")
    await ben.hears("We read every answer")
    if next(one for one in await ben.bubbles() if one["message_id"] == question["message_id"])["keyboard"]:
        raise TourError("Ben has answered, and the buttons are still there")


async def _spent(world: World) -> str:
    """What SMS have cost so far, as the money page adds it up."""
    now = world.now()
    sums = await world.house.store.read(partial(costs, since=now - timedelta(days=31), until=now + timedelta(days=1)))
    sms = [each for each in sums if each.channel == "sms" and each.micros]
    if not sms:
        raise TourError("Jonas was written to by SMS, and the money page knows of no cost")
    segments, micros = sum(each.segments for each in sms), sum(each.micros for each in sms)
    messages = sum(each.messages for each in sms)
    return f"{messages} SMS to him in {segments} segments: {micros / 1_000_000:.2f} {sms[0].currency} (made-up price)"

"""The scripted tour: every promise of the main job on every channel, shown and asserted, in under a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.demo.channel_scenes import by_sms, in_slack, on_whatsapp
from app.demo.company import trip
from app.demo.desk import DeskScreen
from app.demo.phone import Phone, TourError, new_phone
from app.demo.slack_screen import new_person
from app.demo.twilio_screen import TwilioScreen
from app.demo.world import World
from journey.calendar import Place, quiet_rule
from journey.plan import ContactRules

ZONE = ZoneInfo("Europe/Berlin")
Say = Callable[[str], None]


@dataclass(slots=True)
class Tour:
    """The tour as it stands: its world, the phones and what has been found out."""

    world: World
    say: Say
    phones: dict[str, Phone] = field(default_factory=dict)
    case: str = ""
    history: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Every scene in order. Raises TourError where something promised does not happen."""
        for title, scene in self.scenes():
            self.say(f"\n[bold]{title}[/]")
            await scene()
        await self.world.settle()

    def scenes(self) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        """The scenes with the line that announces each."""
        return [
            ("1  The booking system tells who booked (PUT /customers, POST /events)", self.bookings),
            ("2  Six customers follow their personal links on four channels and are asked for consent", self.welcome),
            ("3  The day after the trip: Lena is happy", self.happy),
            ("4  By SMS: Jonas types a number, and later STOP", self.sms),
            ("5  In Slack: Ben clicks below a direct message", self.slack),
            ("6  Telegram again: Grace is not happy", self.unhappy),
            ("7  Her case on the desk: claimed, answered, and read by her", self.desk),
            ("8  A nudge: Aylin's balance is due in a week", self.nudge),
            ("9  The same nudge on WhatsApp: only an approved template may open", self.whatsapp),
            ("10 On the spot: Aylin is asked on the third day of her trip", self.mid_trip),
        ]

    async def bookings(self) -> None:
        """Four customers come home today, two travel in five weeks."""
        now = self.world.now()
        noon = now.astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
        home, away = noon, noon - timedelta(days=10)
        await self._book("K-1001", "Lena", "de", trip("SW-2001", "Kreta", "Europe/Athens", away, home))
        madeira = trip("SW-2002", "Madeira", "Atlantic/Madeira", away, home)
        await self._book("K-1002", "Grace", "en", madeira, zone="Europe/London")
        await self._book("K-1003", "Aylin", "de", self._ahead("SW-2003", noon))
        await self._book("K-1004", "Jonas", "de", trip("SW-2004", "Zypern", "Asia/Nicosia", away, home))
        await self._book("K-1005", "Emma", "en", self._ahead("SW-2005", noon))
        await self._book("K-1006", "Ben", "en", trip("SW-2006", "Malta", "Europe/Malta", away, home))

    def _ahead(self, number: str, noon: datetime) -> dict[str, object]:
        """A trip five weeks ahead, its balance due three weeks before it."""
        departs = self._good_departure(noon + timedelta(days=35))
        due = (departs - timedelta(days=21)).date().isoformat()
        later = trip(number, "Algarve", "Europe/Lisbon", departs, departs + timedelta(days=7), amount_minor=248_000)
        return later | {"attributes": {"balance": "1984.00 EUR", "balance_due_at": due}}

    async def welcome(self) -> None:
        """The link binds phone and customer; each purpose is asked for by itself."""
        telegram = twilio = self.world.phones
        for name, number, language in (("Lena", 1, "de"), ("Grace", 2, "en"), ("Aylin", 3, "de")):
            self.phones[name] = await new_phone(telegram, 5_100_001_000 + number, name, language)
        self.phones["Jonas"] = Phone(TwilioScreen(twilio, "+4915550001004"), "Jonas")
        self.phones["Emma"] = Phone(TwilioScreen(twilio, "whatsapp:+4915550001005"), "Emma")
        self.phones["Ben"] = Phone(await new_person(self.world.desk, "Ben"), "Ben")
        await asyncio.gather(
            self._greet("K-1001", "Lena", ("Gern", "Gern")),
            self._greet("K-1002", "Grace", ("Sure", "Rather not")),
            self._greet("K-1003", "Aylin", ("Gern", "Lieber nicht")),
            self._greet("K-1004", "Jonas", ("gern", "lieber nicht"), typed=True),
            self._greet("K-1005", "Emma", ("Sure", "Rather not")),
            self._greet("K-1006", "Ben", ("Sure", "Rather not")),
        )

    async def happy(self) -> None:
        """NPS by a tap, the reason in her own words, read by the model."""
        await self._open_contact("K-1001", "post_trip")
        lena = self.phones["Lena"]
        await lena.hears("weiterempf")
        await lena.tap("10")
        await lena.hears("schönsten")
        await lena.say("Unsere Reiseleiterin war großartig, und der Transfer war auf die Minute pünktlich!")
        await lena.hears("Danke")

    async def sms(self) -> None:
        """Answers are typed, every segment has its price, and STOP ends it."""
        await self._open_contact("K-1004", "post_trip")
        await by_sms(self.phones["Jonas"], self.world, self.say)

    async def slack(self) -> None:
        """A colleague or partner in the workspace is a customer like any other."""
        await self._open_contact("K-1006", "post_trip")
        await in_slack(self.phones["Ben"])

    async def unhappy(self) -> None:
        """NPS as people type it; money and an angry text open a case."""
        await self._open_contact("K-1002", "post_trip")
        grace = self.phones["Grace"]
        await grace.hears("recommend")
        await grace.say("2 :(")
        await grace.hears("went wrong")
        await grace.say("Nobody met us at the airport, and we are still waiting for the refund of the boat trip.")
        said = await grace.hears("Your case")
        await grace.hears("Thank you")
        self.case = "C-" + said.rpartition("C-")[2].split()[0].strip(".")

    async def desk(self) -> None:
        """A person takes over in Slack; Grace reads the answer in her chat."""
        mira = DeskScreen(self.world.desk, "mira")
        await mira.shows(self.case)
        await mira.click(self.case, "case_claim")
        answer = "I am so sorry, Grace. The refund of 85 EUR went out today. Mira"
        await mira.write(self.case, "case_answer", text=answer)
        await self.phones["Grace"].hears("refund of 85 EUR")
        await mira.write(self.case, "case_resolve", outcome="solved", cause="refund")
        self.history = [
            "opened by her answer",
            "claimed by mira",
            f"mira wrote: {answer}",
            "resolved by mira: solved, cause refund",
        ]
        self.say(f"   {self.case}: opened, claimed, answered and resolved")

    async def nudge(self) -> None:
        """A service message that the contract needs; the journey stops asking once it is paid."""
        await self._open_contact("K-1003", "balance_reminder")
        aylin = self.phones["Aylin"]
        await aylin.hears("Restzahlung")
        await aylin.tap("Mache ich")
        await aylin.hears("Danke")
        await self.world.company.record("balance_paid", "K-1003", purchase={"id": "SW-2003"})

    async def whatsapp(self) -> None:
        """A day after her last word the platform lets nothing through but what it has approved."""
        await self._open_contact("K-1005", "balance_reminder")
        await on_whatsapp(self.phones["Emma"], self.say)
        await self.world.company.record("balance_paid", "K-1005", purchase={"id": "SW-2005"})

    async def mid_trip(self) -> None:
        """A check-in at the destination's own time."""
        await self._open_contact("K-1003", "mid_trip")
        aylin = self.phones["Aylin"]
        await aylin.hears("bisher")
        await aylin.say("besser als erwartet")
        await aylin.hears("gefällt")
        await aylin.say("Der Strand und die Kinderbetreuung, wirklich toll")
        await aylin.hears("Noch eine gute Zeit")

    async def _greet(self, number: str, name: str, answers: tuple[str, str], *, typed: bool = False) -> None:
        """One phone opens its link and answers both questions for consent."""
        phone = self.phones[name]
        link = await self.world.company.make_link(number, "welcome")
        answer = phone.say if typed else phone.tap
        await phone.open(link["token"])
        await phone.hears("Sonnweg")
        await phone.hears("Meinung", "opinion")
        await answer(answers[0])
        await phone.hears("Reiseangebot", "travel offer")
        await answer(answers[1])
        await phone.hears("Alles klar", "All right")
        self.say(f"   {name} ({phone.screen.channel}): surveys {answers[0]!r}, offers {answers[1]!r}")

    async def _book(
        self, number: str, name: str, language: str, purchase: dict[str, object], zone: str = "Europe/Berlin"
    ) -> None:
        """One customer and one booking, over the API."""
        await self.world.company.put_customer(number, first_name=name, language=language, zone=zone)
        booked = min(self.world.now(), datetime.fromisoformat(str(purchase["departs_at"])) - timedelta(days=30))
        await self.world.company.record("booked", number, purchase=purchase, at=booked.isoformat())
        self.say(f"   {name} ({number}): {purchase['id']} to {purchase['destination']}")

    async def _open_contact(self, number: str, contact: str) -> None:
        """Move the business clock until the gate lets this contact pass; it may shift it past nights and Sundays."""
        for _ in range(8):
            planned = await self.world.company.read("contacts", customer=number, contact=contact)
            if not planned:
                raise TourError(f"{number} has no contact {contact}")
            state, rule = planned[0]["state"], planned[0]["rule"]
            if state == "opened":
                return
            if state != "planned":
                raise TourError(f"{number}: contact {contact} was {state} by the rule {rule or '(none)'}")
            due = datetime.fromisoformat(planned[0]["due_at"])
            await self.world.move_to(due, look_back=False)
            self.say(f"   the clock moves to {due.astimezone(ZONE):%a %d %b %Y, %H:%M}")
        raise TourError(f"{number}: contact {contact} was shifted again and again")

    def _good_departure(self, earliest: datetime) -> datetime:
        """The first day whose third day is no Sunday or holiday: a check-in on the spot is dropped, never late."""
        for days in range(14):
            departs = earliest + timedelta(days=days)
            if not quiet_rule(departs + timedelta(days=2), Place("Europe/Berlin", "DE-BE"), ContactRules()):
                return departs
        return earliest

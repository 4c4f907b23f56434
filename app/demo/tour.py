"""The scripted tour: every promise of the main job, shown and asserted, in under a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.demo.company import trip
from app.demo.desk import DeskScreen
from app.demo.phone import Phone, TourError, new_phone
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

    def scenes(self) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        """The scenes with the line that announces each."""
        return [
            ("1  The booking system tells who booked (PUT /customers, POST /events)", self.bookings),
            ("2  Three customers tap their personal link and are asked for consent", self.welcome),
            ("3  The day after the trip: Lena is happy", self.happy),
            ("4  The day after the trip: Grace is not", self.unhappy),
            ("5  Her case on the desk: claimed, answered, and read by her", self.desk),
            ("6  A nudge: Aylin's balance is due in four weeks' time", self.nudge),
            ("7  On the spot: Aylin is asked on the third day of her trip", self.mid_trip),
        ]

    async def bookings(self) -> None:
        """Two customers come home today, one travels in five weeks."""
        now = self.world.now()
        noon = now.astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
        home, away = noon, noon - timedelta(days=10)
        await self._book("K-1001", "Lena", "de", trip("SW-2001", "Kreta", "Europe/Athens", away, home))
        await self._book("K-1002", "Grace", "en", trip("SW-2002", "Madeira", "Atlantic/Madeira", away, home))
        departs = self._good_departure(noon + timedelta(days=35))
        due = (departs - timedelta(days=28)).date().isoformat()
        later = trip("SW-2003", "Algarve", "Europe/Lisbon", departs, departs + timedelta(days=7), amount_minor=248_000)
        later["attributes"] = {"balance": "1984.00 EUR", "balance_due_at": due}
        await self._book("K-1003", "Aylin", "de", later)

    async def welcome(self) -> None:
        """The deep link binds phone and customer; each purpose is asked for by itself."""
        await asyncio.gather(
            self._greet("K-1001", "Lena", "de", ("Gern", "Gern")),
            self._greet("K-1002", "Grace", "en", ("Sure", "Rather not")),
            self._greet("K-1003", "Aylin", "de", ("Gern", "Lieber nicht")),
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

    async def mid_trip(self) -> None:
        """A check-in at the destination's own time."""
        await self._open_contact("K-1003", "mid_trip")
        aylin = self.phones["Aylin"]
        await aylin.hears("bisher")
        await aylin.say("besser als erwartet")
        await aylin.hears("gefällt")
        await aylin.say("Der Strand und die Kinderbetreuung, wirklich toll")
        await aylin.hears("Noch eine gute Zeit")

    async def _greet(self, number: str, name: str, language: str, answers: tuple[str, str]) -> None:
        """One phone opens its link and answers both questions for consent."""
        phone = await new_phone(self.world.phones, 5_100_000_000 + int(number[2:]), name, language)
        self.phones[name] = phone
        link = await self.world.company.make_link(number, "welcome")
        await phone.open(link["token"])
        await phone.hears("Sonnweg")
        await phone.hears("Meinung", "opinion")
        await phone.tap(answers[0])
        await phone.hears("Reiseangebot", "travel offer")
        await phone.tap(answers[1])
        await phone.hears("Alles klar", "All right")
        self.say(f"   {name}: surveys {answers[0]!r}, offers {answers[1]!r}")

    async def _book(self, number: str, name: str, language: str, purchase: dict[str, object]) -> None:
        """One customer and one booking, over the API."""
        zone = "Europe/London" if language == "en" else "Europe/Berlin"
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
            await self.world.move_to(due)
            self.say(f"   the clock moves to {due.astimezone(ZONE):%a %d %b %Y, %H:%M}")
        raise TourError(f"{number}: contact {contact} was shifted again and again")

    def _good_departure(self, earliest: datetime) -> datetime:
        """The first day whose third day is no Sunday or holiday: a check-in on the spot is dropped, never late."""
        for days in range(14):
            departs = earliest + timedelta(days=days)
            if not quiet_rule(departs + timedelta(days=2), Place("Europe/Berlin", "DE-BE"), ContactRules()):
                return departs
        return earliest

"""What the gate must know about the customers of a set of contacts, loaded in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from authoring.experience import Experience
from conversation.saved import load_session
from journey.budget import Opened, Purpose, longest_window
from journey.calendar import Place, region_known
from journey.chance import in_hold_out, percent, within_share
from journey.dates import later
from journey.gate import ContactRequest, Drop, Fact, Standing, Verdict, may_contact
from journey.own_yes import DOUBLE_OPT_IN
from journey.plan import Budget, ContactPlan, Journey
from journey.planning import drop_name, place_of
from journey.replanning import NOT_WANTED
from storage.cases import CaseRow, open_cases
from storage.contacts import ContactRow, OpenedRow, opened_since
from storage.customers import AddressRow, CustomerRow, Word, addresses_of, customers_by_id, latest_words
from storage.gone_on import GoneOn, gone_on
from storage.purchases import PurchaseRow, purchases_for
from storage.quotas import Use, uses_since
from storage.responses import latest_scores
from storage.sessions import asking_sessions
from storage.templates import TemplateRow, all_templates
from storage.transactions import Transaction
from usecases.choose_address import preferred_channel
from usecases.customer_facts import named_facts
from usecases.own_addresses import his_own, own_only
from usecases.purse import Expected, Purse
from usecases.sync_templates import WAITS, Key
from usecases.template_standing import stands_against
from usecases.timelines import where_is

OWN_RULE = "no open address that he has written from"


@dataclass(slots=True)
class Standings:
    """Customers as they stand, by id; `note_opened` lets a batch see what it has opened itself."""

    experience: Experience
    customers: dict[str, CustomerRow]
    addresses: dict[str, list[AddressRow]]
    consents: dict[str, dict[str, Word]]
    opened: dict[str, list[OpenedRow]]
    cases: dict[str, CaseRow]
    purchases: dict[str, list[PurchaseRow]]
    last_nps: dict[str, float]
    templates: dict[Key, TemplateRow]
    gone_on: dict[str, GoneOn] = field(default_factory=dict)
    asking: set[str] = field(default_factory=set)
    quotas: dict[tuple[str, str], list[Use]] = field(default_factory=dict)
    purse: Purse | None = None

    def of(self, contact: ContactRow, now: datetime) -> Standing:
        """How the customer of a contact stands at `now`; the contact itself does not count against its budget."""
        person = self.customers.get(contact.customer_id)
        if person is None:
            return Standing(where=Place(self.experience.brand.zone), erased=True)
        waits_in_another = self.gone_on.get(person.id)
        case = self.cases.get(person.id) or (waits_in_another.own if waits_in_another else None)
        purchases = self.purchases.get(person.id, [])
        region = str(person.attributes.get("region", ""))
        template = self._template(person, contact, now)
        said = self.consents.get(person.id, {})
        return Standing(
            where=Place(
                where_is(person.zone, purchases, now), region if region_known(region) else self.experience.brand.region
            ),
            consents={cast("Purpose", purpose): word.counts for purpose, word in said.items()},
            waiting=frozenset(cast("Purpose", purpose) for purpose, word in said.items() if word.waits),
            address_open=any(address.state == "open" for address in self._addresses(person, contact)),
            address_rule=OWN_RULE if self.own_only(contact) else "no open address",
            opened=tuple(
                Opened(cast("Purpose", each.purpose), each.at)
                for each in self.opened.get(person.id, [])
                if each.id != contact.id
            ),
            same=tuple(
                each.at
                for each in self.opened.get(person.id, [])
                if each.id != contact.id and (each.journey, each.contact) == (contact.journey, contact.contact)
            ),
            case_open=case is not None,
            person_is_writing=case is not None and case.person_is_writing,
            conversation=person.id in self.asking,
            template=template.problem if template else "",
            template_waits=template is not None and template.status in WAITS,
            facts=self._facts(person, contact, now),
        )

    def own_only(self, contact: ContactRow) -> bool:
        """Whether the contact reaches only addresses that its customer has written from."""
        if contact.journey == DOUBLE_OPT_IN.name:
            return False
        word = self.consents.get(contact.customer_id, {}).get(contact.purpose)
        return own_only(word, contact.purpose, self.experience.brand)

    def _addresses(self, person: CustomerRow, contact: ContactRow) -> list[AddressRow]:
        """Where the contact may reach its customer."""
        found = self.addresses.get(person.id, [])
        return his_own(found) if self.own_only(contact) else found

    def verdict(self, contact: ContactRow, now: datetime, *, own_conversation: bool = False) -> Verdict:
        """What the gate says to a contact at `now`; one that no published journey knows any more is dropped.

        `own_conversation`: the question that is open is the contact's own, so it does not keep it waiting.
        """
        journey = _journey(contact, self.experience)
        plan = _plan(contact, journey)
        if journey is None or plan is None:
            return Drop(NOT_WANTED.rule, contact.place)
        standing = self.of(contact, now)
        if own_conversation:
            standing = replace(standing, conversation=False)
        request = replace(_request(contact, plan, journey), full_quota=self._full_quota(contact, plan, now))
        if self.purse is not None and self.purse.money.caps.any:
            request = replace(request, over_cap=self.purse.over(contact, self.expect(contact, now), now))
        return may_contact(request, standing, self.experience.rules, now)

    def plan_of(self, contact: ContactRow) -> ContactPlan | None:
        """The contact's plan as it is published now."""
        return _plan(contact, _journey(contact, self.experience))

    def _full_quota(self, contact: ContactRow, plan: ContactPlan, now: datetime) -> str:
        """The rule by which a quota is used up by others, or ""."""
        if plan.quota is None:
            return ""
        count, window = plan.quota
        used = self.quotas.get((contact.journey, contact.contact), [])
        others = [at for each, at in used if each != contact.id and later(at, window) > now]
        return f"quota: {count} per {window.count}{window.unit}" if len(others) >= count else ""

    def expect(self, contact: ContactRow, now: datetime) -> Expected:
        """Where the contact would be opened at `now`, and what that costs."""
        person = self.customers.get(contact.customer_id)
        if person is None or self.purse is None:
            return Expected()
        return self.purse.expect(
            contact, person, self._addresses(person, contact), self.purchases.get(person.id, []), now
        )

    def note_opened(self, contact: ContactRow, now: datetime) -> None:
        """A contact has just been opened: it counts, its money is spent, and its conversation is going on."""
        if self.purse is not None:
            self.purse.note(contact, self.expect(contact, now), now)
        row = OpenedRow(contact.id, contact.customer_id, contact.purpose, now, contact.journey, contact.contact)
        self.opened.setdefault(contact.customer_id, []).append(row)
        if contact.purpose != "desk":
            self.asking.add(contact.customer_id)
        if (plan := self.plan_of(contact)) is not None and plan.quota is not None:
            self.quotas.setdefault((contact.journey, contact.contact), []).append((contact.id, now))

    def _template(self, person: CustomerRow, contact: ContactRow, now: datetime) -> TemplateRow | None:
        flow = self.experience.flows.get(contact.flow)
        if flow is None or not self.templates:
            return None
        opening = (flow.name, flow.first, person.language)
        preferred = preferred_channel(person.attributes)
        return stands_against(self.templates, self._addresses(person, contact), preferred, opening=opening, now=now)

    def _facts(self, person: CustomerRow, contact: ContactRow, now: datetime) -> dict[str, Fact]:
        purchases = self.purchases.get(person.id, [])
        purchase = next((each for each in purchases if each.id == contact.purchase_id), None)
        facts: dict[str, Fact] = dict(named_facts(person.attributes, purchase))
        facts["customer.open_bookings"] = sum(_is_open(each, now) for each in purchases)
        facts["customer.purchases"] = len(purchases)
        if person.id in self.last_nps:
            facts["customer.last_nps"] = self.last_nps[person.id]
        return facts


def load_standings(
    tx: Transaction,
    contacts: Sequence[ContactRow],
    *,
    experience: Experience,
    now: datetime,
    purse: Purse | None = None,
) -> Standings:
    """Load what the gate must know for these contacts. Without a purse nothing costs anything, and no cap holds."""
    ids = {contact.customer_id for contact in contacts}
    return Standings(
        experience=experience,
        customers=customers_by_id(tx, ids),
        addresses=addresses_of(tx, ids),
        consents=latest_words(tx, ids),
        opened=opened_since(tx, ids, now - _longest_memory(contacts, experience)),
        cases=open_cases(tx, ids),
        gone_on=gone_on(tx, ids),
        purchases=purchases_for(tx, ids),
        last_nps=latest_scores(tx, ids, "nps"),
        templates={(row.flow, row.step, row.language): row for row in all_templates(tx)},
        asking={row.customer_id for row in asking_sessions(tx, ids) if load_session(row.data).holds_others_back(now)},
        quotas=_quotas(tx, contacts, experience, now),
        purse=purse,
    )


def _longest_memory(contacts: Sequence[ContactRow], experience: Experience) -> timedelta:
    """How far back opened contacts count: the longest window of a budget, or of a contact's once_in."""
    spans = [plan.once_in for plan in _plans(contacts, experience).values() if plan.once_in is not None]
    as_budgets = tuple(Budget(("survey",), 1, span) for span in spans)
    return longest_window((*experience.rules.budgets, *as_budgets))


def _quotas(
    tx: Transaction, contacts: Sequence[ContactRow], experience: Experience, now: datetime
) -> dict[tuple[str, str], list[Use]]:
    """What was opened under the quotas of these contacts, as far back as they look."""
    wanted = [
        (*names, now - longest_window((Budget(("survey",), *plan.quota),)))
        for names, plan in _plans(contacts, experience).items()
        if plan.quota is not None
    ]
    return uses_since(tx, wanted) if wanted else {}


def _plans(contacts: Sequence[ContactRow], experience: Experience) -> dict[tuple[str, str], ContactPlan]:
    """The plans of these contacts, by (journey, name)."""
    names = {(each.journey, each.contact): each for each in contacts}
    found = {key: _plan(each, _journey(each, experience)) for key, each in names.items()}
    return {key: plan for key, plan in found.items() if plan is not None}


def _request(contact: ContactRow, plan: ContactPlan, journey: Journey) -> ContactRequest:
    """The contact as the gate is asked for it, with its plan's rules of today."""
    return ContactRequest(
        purpose=cast("Purpose", contact.purpose),
        due_at=contact.due_at,
        planned_for=contact.planned_for,
        drop_at=contact.drop_at,
        drop_name=drop_name(plan),
        if_late=plan.if_late,
        hold_while=plan.hold_while,
        facts=plan.facts,
        left_alone=_left_alone(contact, plan, journey),
        once_in=plan.once_in,
        key=contact.id,
        confirms=journey is DOUBLE_OPT_IN,
        place=place_of(plan),
    )


def _left_alone(contact: ContactRow, plan: ContactPlan, journey: Journey) -> str:
    """The rule by which chance leaves this customer out, or "": service is for everybody."""
    if contact.purpose in ("service", "desk"):
        return ""
    if in_hold_out(journey, contact.customer_id):
        return f"hold_out: {percent(journey.hold_out)}"
    drawn = within_share(plan.sample, "sample", journey.name, plan.name, contact.customer_id, contact.purchase_id)
    return "" if drawn else f"sample: {percent(plan.sample)}"


def _journey(contact: ContactRow, experience: Experience) -> Journey | None:
    """The journey as it is published now; the question for a customer's own yes is the house's."""
    return DOUBLE_OPT_IN if contact.journey == DOUBLE_OPT_IN.name else experience.journeys.get(contact.journey)


def _plan(contact: ContactRow, journey: Journey | None) -> ContactPlan | None:
    plans: Iterable[ContactPlan] = journey.contacts if journey else ()
    return next((plan for plan in plans if plan.name == contact.contact), None)


def _is_open(purchase: PurchaseRow, now: datetime) -> bool:
    """Whether a purchase still lies ahead or is going on."""
    until = purchase.returns_at or purchase.departs_at
    return until is not None and until > now

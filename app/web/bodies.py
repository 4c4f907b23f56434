"""What other systems send to the API: unknown fields are mistakes, and every field says what it means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from usecases.put_customer import ConsentData, CustomerData
from usecases.record_event import EventData, PurchaseData

MOST = 2**53
"""The largest whole number that JSON carries everywhere."""

Whole = Annotated[int, Field(ge=-MOST, le=MOST)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Attribute = str | bool | Whole | Finite | list[str]


class Body(BaseModel):
    """A request's body: a mistyped field is named, not ignored."""

    model_config = ConfigDict(extra="forbid")


class ConsentBody(Body):
    """A consent given or withdrawn elsewhere."""

    purpose: Literal["service", "survey", "marketing"]
    granted: bool
    version: str = Field(default="", description="Which text the customer saw.")
    confirmed: str = Field(
        default="",
        description="How and when the customer has confirmed this yes himself, where he has: “double opt-in by SMS, "
        "3 May 2026”. Without it a yes to a purpose of the brand's double_opt_in waits until he confirms it to us.",
    )


class CustomerBody(Body):
    """What is known of a customer; a field that is left out stays as it is."""

    first_name: str | None = None
    last_name: str | None = None
    salutation: str | None = Field(default=None, description="For formal German, such as “Frau Dr. Maier”.")
    language: Literal["de", "en"] | None = None
    form: Literal["du", "sie"] | None = Field(default=None, description="How to address; without it the brand's way.")
    zone: str | None = Field(default=None, description="IANA time zone, such as Europe/Berlin.")
    phone: str | None = Field(default=None, description="With country code; without a zone it is guessed from here.")
    channels: list[Literal["sms", "whatsapp"]] = Field(
        default_factory=list, description="Where that phone number reaches the customer before he has written himself."
    )
    attributes: dict[str, Attribute] = Field(default_factory=dict, description="Facts for flows: customer.<name>.")
    consents: list[ConsentBody] = Field(default_factory=list)


class PurchaseBody(Body):
    """A trip or order; a field that is left out stays as it is."""

    id: str = Field(description="Your own booking number.")
    kind: Literal["trip", "order"] | None = None
    destination: str | None = None
    destination_zone: str | None = Field(default=None, description="IANA time zone of the destination.")
    departs_at: AwareDatetime | None = None
    returns_at: AwareDatetime | None = None
    amount_minor: int | None = Field(
        default=None, ge=0, le=MOST, description="Price in the smallest unit, such as cents."
    )
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    attributes: dict[str, Attribute] = Field(default_factory=dict, description="Facts for flows: purchase.<name>.")


class EventBody(Body):
    """Something that happened to a customer, mostly to one purchase."""

    event: str = Field(description="As journeys name it: booked, balance_paid, documents_ready, cancelled …")
    customer: str = Field(description="Your own number for this customer; PUT the customer first.")
    purchase: PurchaseBody | None = None
    at: AwareDatetime | None = Field(default=None, description="When it happened; without it now.")
    data: dict[str, Attribute] = Field(default_factory=dict)


class BatchEventBody(EventBody):
    """An event of a batch, with the key that makes it happen once."""

    key: str = Field(min_length=1, max_length=200, description="Your own id of this event, as an Idempotency-Key.")


class BatchCustomerBody(CustomerBody):
    """A customer of a batch, with your own number for him."""

    number: str = Field(min_length=1, max_length=200)


class CustomersBody(Body):
    """Many customers at once."""

    customers: list[BatchCustomerBody] = Field(min_length=1, max_length=500)


class EventsBody(Body):
    """Many events at once, in the order in which they happened."""

    events: list[BatchEventBody] = Field(min_length=1, max_length=500)


class BatchLine(BaseModel):
    """What became of one item: new, changed, known (it came before) or refused, with all that is wrong with it."""

    index: int
    fate: Literal["new", "changed", "known", "refused"]
    id: str
    errors: list[dict[str, str]]
    waiting: list[str] = Field(description="Purposes whose yes waits until the customer has confirmed it himself.")
    did_you_mean: str = Field(default="", description="The event that was probably meant; this one is kept.")


class BatchAnswer(BaseModel):
    """One line an item, in order; what was refused has left nothing behind, what was not is stored."""

    taken: int
    refused: int
    lines: list[BatchLine]


class LinkBody(Body):
    """A personal link: whoever opens it is this customer."""

    flow: str = Field(default="welcome", description="What starts when it is opened.")
    purchase: str = Field(default="", description="Your own booking number, where the flow is about one.")


class CustomerAnswer(BaseModel):
    """The customer as stored."""

    id: str
    created: bool
    waiting: list[str] = Field(description="Purposes whose yes waits until the customer has confirmed it himself.")


class EventAnswer(BaseModel):
    """The event as recorded; `contacts` counts those that are new, moved or dropped because of it."""

    id: str
    contacts: int
    repeated: bool = Field(description="True where this very call had come before.")
    did_you_mean: str = Field(
        default="", description="The event that was probably meant, where no journey listens to this one; it is kept."
    )


class LinkAnswer(BaseModel):
    """The token, and the links it makes for each channel that is set up."""

    token: str
    links: dict[str, str]


def as_customer(body: CustomerBody) -> CustomerData:
    """What a body tells of a customer."""
    given = body.model_dump(exclude={"consents", "channels", "number"})
    consents = tuple(ConsentData(**one.model_dump()) for one in body.consents)
    return CustomerData(**given, channels=tuple(body.channels), consents=consents)


def as_event(body: EventBody) -> EventData:
    """What a body tells of an event."""
    purchase = PurchaseData(**body.purchase.model_dump()) if body.purchase else None
    return EventData(event=body.event, customer=body.customer, at=body.at, purchase=purchase, data=body.data)

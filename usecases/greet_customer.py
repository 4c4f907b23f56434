"""Somebody says hello: strangers become customers without any consent, personal links lead to their customer."""

from __future__ import annotations

from conversation.messages import Inbound
from storage.customers import AddressRow, CustomerRow, TokenRow, is_stranger
from storage.merging import Merge
from storage.purchases import purchases_for
from usecases.apply_effects import move_address
from usecases.batch import Batch
from usecases.change_channel import CONTINUE, go_on_here
from usecases.end_session import end_session
from usecases.start_flow import Opening, begin
from usecases.system_message import say_system
from usecases.visit_page import lately, visit

WELCOME = "welcome"
ABOUT_THE_ADDRESS = ("blocked", "unblocked")


def meet(batch: Batch, message: Inbound) -> AddressRow:
    """The address a message came from; one that is not known yet is written down, with a new customer behind it."""
    address = batch.addresses.get((message.channel, message.sender))
    if address is not None and address.customer_id not in batch.customers:  # erased meanwhile: a stranger again
        address.customer_id = _stranger(batch, message)
        move_address(batch, address)
    if address is None:
        token = batch.tokens.get(message.token)
        usable = token is not None and token.used_at is None and token.customer_id in batch.customers
        twin = batch.addresses.get(same_phone(message.channel, message.sender) or ("", ""))
        if token and usable:
            customer_id = token.customer_id
        elif twin is not None and twin.customer_id in batch.customers:
            customer_id = twin.customer_id
        else:
            customer_id = _stranger(batch, message)
        address = _new_address(batch, message, customer_id)
    if address.state in ("blocked", "dead") and message.kind not in ABOUT_THE_ADDRESS:
        address.state = "open"  # he writes, so he is there again; only a STOP waits for his START
        move_address(batch, address)
    address.last_inbound_at = batch.now
    batch.saving.heard_addresses[address.id] = {"row": address.id, "at": batch.now}
    return address


def same_phone(channel: str, platform_id: str) -> tuple[str, str] | None:
    """Where the same phone stands on the other channel that is known by its number; whoever writes from it owns it."""
    other = {"sms": "whatsapp", "whatsapp": "sms"}.get(channel)
    return (other, platform_id) if other and platform_id.startswith("+") else None


def greet(batch: Batch, address: AddressRow, message: Inbound, *, key: str) -> None:
    """Start what the link leads to, once; without a link, or with one already used, the welcome."""
    if address.state != "open":
        address.state = "open"  # who says hello wants to hear from us
        move_address(batch, address)
    token = batch.tokens.get(message.token)
    if message.token in batch.pages:
        visit(batch, address, batch.pages[message.token], key=key)
    elif token is None or token.customer_id not in batch.customers:
        _start(batch, address, WELCOME, "", key)
    elif token.used_at is None:
        heard = _bind(batch, address, token.customer_id, token.flow)
        batch.tokens[token.token] = TokenRow(
            token.token, token.customer_id, token.purchase_id, token.flow, used_at=batch.now
        )
        batch.saving.used_tokens.append({"row": token.token, "at": batch.now})
        if token.flow == CONTINUE and go_on_here(batch, address, key=key):
            return
        if heard or token.flow == CONTINUE:
            say_system(batch, address, "welcome_back", key=key)
        else:
            _start(batch, address, token.flow, token.purchase_id or "", key)
    elif token.customer_id == address.customer_id:
        say_system(batch, address, "welcome_back", key=key)
    else:  # somebody else's link, passed on: it binds nobody any more
        _start(batch, address, WELCOME, "", key)


def _start(batch: Batch, address: AddressRow, flow_name: str, purchase_id: str, key: str) -> None:
    flows = batch.current().flows
    flow = flows.get(flow_name) or flows.get(WELCOME)
    if flow is None:
        say_system(batch, address, "help", key=key)
        return
    customer_id = address.customer_id
    purchases = purchases_for(batch.tx, [customer_id]).get(customer_id, [])
    opening = Opening(customer_id=customer_id, flow=flow.name, address_id=address.id, purchase_id=purchase_id)
    begin(batch, address, flow, opening, purchases)


def _bind(batch: Batch, address: AddressRow, customer_id: str, flow: str) -> bool:
    """The address belongs to the link's customer from now on; what a stranger had begun there ends.

    The stranger is that customer: all he has left moves to him. True where he has answered `flow` a moment ago already.
    """
    before = address.customer_id
    if before == customer_id:
        return False
    asking = batch.sessions.get(address.id)
    if asking is not None:
        end_session(batch, asking)
    if not _is_stranger(batch, before):
        address.customer_id = customer_id
        move_address(batch, address)
        return False
    heard = lately(batch, before, flow)
    _merge(batch, before, customer_id)
    return heard


def _is_stranger(batch: Batch, customer_id: str) -> bool:
    met_now = any(row["id"] == customer_id for row in batch.saving.customers)
    return met_now or is_stranger(batch.tx, customer_id)


def _merge(batch: Batch, stranger_id: str, customer_id: str) -> None:
    batch.saving.merged.append(
        Merge(stranger_id=stranger_id, customer_id=customer_id, audit_id=batch.new_id(), at=batch.now)
    )
    for address in batch.addresses.values():
        if address.customer_id == stranger_id:
            address.customer_id = customer_id
            move_address(batch, address)
    case = batch.cases.pop(stranger_id, None)
    if case is not None:
        case.customer_id = customer_id
        batch.cases.setdefault(customer_id, case)
    gone = batch.gone_on.pop(stranger_id, None)
    if gone is not None:
        gone.own.customer_id = customer_id
        batch.gone_on.setdefault(customer_id, gone)
    batch.customers.pop(stranger_id, None)


def _stranger(batch: Batch, message: Inbound) -> str:
    brand = batch.current().brand
    language = "de" if message.language.lower().startswith("de") else "en"
    if not message.language or language not in brand.languages:
        language = brand.languages[0]
    row = CustomerRow(
        id=batch.new_id(),
        first_name=message.first_name,
        last_name=message.last_name,
        salutation="",
        language=language,
        form="",
        zone=brand.zone,
        attributes={},
    )
    batch.customers[row.id] = row
    batch.saving.customers.append(
        {
            "id": row.id,
            "first_name": row.first_name,
            "last_name": row.last_name,
            "language": row.language,
            "zone": row.zone,
            "created_at": batch.now,
            "updated_at": batch.now,
        }
    )
    return row.id


def _new_address(batch: Batch, message: Inbound, customer_id: str) -> AddressRow:
    address = AddressRow(batch.new_id(), customer_id, message.channel, message.sender, "open", batch.now)
    batch.addresses[message.channel, message.sender] = address
    batch.saving.addresses[address.id] = {
        "id": address.id,
        "customer_id": customer_id,
        "channel": message.channel,
        "platform_id": message.sender,
        "state": "open",
        "last_inbound_at": batch.now,
        "created_at": batch.now,
    }
    return address

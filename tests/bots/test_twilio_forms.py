"""Twilio's forms as messages of the house: every documented field, strange ones, and nothing that raises."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.delivery_report import DeliveryReport
from bots.outcome import AddressDead, CustomerStopped, Refused
from bots.request import BadPayload, WebhookRequest
from bots.twilio_forms import BODY_LIMIT, read_message, read_report
from conversation.messages import Inbound, Media

SMS = {"MessageSid": "SM1", "From": "+4915555000001", "To": "+4915000000000", "NumMedia": "0"}
WHATSAPP = SMS | {"From": "whatsapp:+4915555000001", "To": "whatsapp:+4915000000000", "ProfileName": "Ada"}
OURS = "session00001:recommend:9"


def read(form: dict[str, str], *, keywords_answered: bool = True) -> Inbound:
    """The one message of a form."""
    found = read_message(urlencode(form).encode(), keywords_answered=keywords_answered)
    assert isinstance(found, list), found
    [message] = found
    return message


def report(form: dict[str, str], url: str = "https://e.example/webhooks/twilio/status?key=in%3A1") -> Any:
    """What a status callback reports."""
    return read_report(WebhookRequest(url, urlencode(form).encode()))


def test_a_text_by_sms_and_whatsapp() -> None:
    """The number is the address on both; WhatsApp's prefix stays outside the house."""
    sms, whatsapp = read(SMS | {"Body": "9, schön"}), read(WHATSAPP | {"Body": "9"})
    assert (sms.channel, sms.sender, sms.kind, sms.text, sms.message_id) == (
        "sms", "+4915555000001", "text", "9, schön", "SM1",
    )  # fmt: skip
    assert (whatsapp.channel, whatsapp.sender, whatsapp.first_name) == ("whatsapp", "+4915555000001", "Ada")


@pytest.mark.parametrize(
    "fields",
    [
        {"ButtonPayload": OURS, "ButtonText": "9", "Body": "9"},
        {"ListId": OURS, "ListTitle": "9", "Body": "9"},
    ],
)
def test_a_button_of_ours_is_a_tap(fields: dict[str, str]) -> None:
    """Quick reply and list alike, with the message it hung on."""
    tap = read(WHATSAPP | fields | {"OriginalRepliedMessageSid": "SM7"})
    assert (tap.kind, tap.button, tap.source) == ("button", OURS, "SM7")


@pytest.mark.parametrize(
    "fields",
    [
        {"ButtonPayload": "ten", "ButtonText": "10", "Body": "10"},
        {"ButtonPayload": "ten", "ButtonText": "10"},
        {"ListId": "x:y", "ListTitle": "10"},
    ],
)
def test_a_button_of_a_template_is_its_label_typed(fields: dict[str, str]) -> None:
    """An approved template's button has its own id: the open question reads what stood on it."""
    typed = read(WHATSAPP | fields)
    assert (typed.kind, typed.text, typed.button) == ("text", "10", "")


def test_media_and_what_has_no_text() -> None:
    """Pictures keep their URLs; a shared place or contact is something we cannot read."""
    photo = {"NumMedia": "2", "MediaUrl0": "https://m/0", "MediaContentType0": "image/jpeg", "MediaUrl1": "https://m/1"}
    sent = read(WHATSAPP | photo | {"Body": "das hier"})
    assert (sent.kind, sent.text) == ("media", "das hier")
    assert sent.media == (Media("https://m/0", "image/jpeg"), Media("https://m/1"))
    assert read(WHATSAPP | {"Latitude": "52.5", "Longitude": "13.4", "Body": ""}).kind == "unsupported"


def test_a_personal_link_brings_its_token() -> None:
    """The link has written START and the token already; START alone stays the keyword."""
    start = read(WHATSAPP | {"Body": f"start {'t' * 64}"})
    assert (start.kind, start.token) == ("start", "t" * 64)
    assert read(SMS | {"Body": "START"}).kind == "text"
    assert read(SMS | {"Body": "Start in den Urlaub"}).kind == "text"


@pytest.mark.parametrize(
    ("form", "text", "answered"),
    [
        (SMS | {"Body": "STOP"}, "STOP", True),
        (SMS | {"Body": " stop "}, " stop ", True),
        (SMS | {"Body": "STOPP"}, "STOPP", False),
        (SMS | {"Body": "Stop. Danke!"}, "Stop. Danke!", False),
        (SMS | {"Body": "YES"}, "YES", False),
        (SMS | {"Body": "HELP", "OptOutType": "HELP"}, "HELP", True),
        (SMS | {"Body": "Kündigen", "OptOutType": "STOP"}, "STOP", True),
        (SMS | {"Body": "ja", "OptOutType": "START"}, "ja", True),
        (WHATSAPP | {"Body": "STOP"}, "STOP", False),
        (WHATSAPP | {"Body": "STOP", "OptOutType": "STOP"}, "STOP", True),
    ],
)
def test_what_twilio_has_answered_is_marked(form: dict[str, str], text: str, answered: bool) -> None:
    """Default handling on SMS, OptOutType anywhere; a keyword of the operator's own stops here too."""
    message = read(form)
    assert (message.text, message.already_answered) == (text, answered)


def test_without_default_handling_nothing_is_answered_yet() -> None:
    """Where the operator has switched Twilio's opt-out handling off, the answer is ours."""
    assert not read(SMS | {"Body": "STOP"}, keywords_answered=False).already_answered


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "whatsapp:DE.a1b2c3", "ExternalUserId": "DE.a1b2c3"},
        {"From": "", "ExternalUserId": "DE.a1b2c3"},
        {"From": "whatsapp:", "ExternalUserId": "DE.a1b2c3"},
    ],
)
def test_a_hidden_number_leaves_the_user_id(fields: dict[str, str]) -> None:
    """The address is the number where there is one, else the user id."""
    message = read(WHATSAPP | {"Body": "9"} | fields)
    assert (message.channel, message.sender) == ("whatsapp", "DE.a1b2c3")
    both = read(WHATSAPP | {"Body": "9", "ExternalUserId": "DE.a1b2c3"})
    assert (both.sender, both.other_id) == ("+4915555000001", "DE.a1b2c3")


def test_other_channels_and_broken_forms() -> None:
    """Messenger concerns nobody, a form without MessageSid or with a damaged sender is not Twilio's."""
    assert read_message(urlencode(SMS | {"From": "messenger:1"}).encode(), keywords_answered=True) == []
    for form in (
        {"From": "+49"},
        SMS | {"From": "+49", "Body": "9"},
        SMS | {"From": "'; drop"},
    ):
        assert isinstance(read_message(urlencode(form).encode(), keywords_answered=True), BadPayload), form
    assert isinstance(read_message(b"a=" + b"x" * BODY_LIMIT, keywords_answered=True), BadPayload)
    assert isinstance(read_message(b"a=1&" * 400, keywords_answered=True), BadPayload)


def test_a_report_carries_our_key_and_what_the_code_means() -> None:
    """The key comes back in the URL; a failure's code speaks about the address."""
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "whatsapp:+4915555000001"}
    assert report(form) == [DeliveryReport(channel="whatsapp", key="in:1", provider_id="SM1", status="delivered")]
    for code, kind in (("63014", CustomerStopped), ("30005", AddressDead), ("30007", Refused)):
        [failed] = report(form | {"MessageStatus": "undelivered", "ErrorCode": code})
        assert isinstance(failed.meaning, kind)
    [unknown] = report(form | {"MessageStatus": "failed", "ErrorCode": "99999"})
    assert (unknown.code, unknown.meaning) == ("99999", None)
    assert report(form | {"MessageStatus": "hologram"}) == []
    assert isinstance(report({"MessageSid": "SM1"}), BadPayload)


KNOWN = [
    "MessageSid", "SmsSid", "From", "To", "Body", "NumMedia", "MediaUrl0", "MediaContentType0", "ButtonPayload",
    "ButtonText", "ListId", "ListTitle", "OptOutType", "ExternalUserId", "ProfileName", "MessageStatus", "ErrorCode",
    "OriginalRepliedMessageSid",
]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["SM1", "+4915555000001", "whatsapp:+4915555000001", "whatsapp:DE.x", OURS, "STOP", "²", "9" * 30]),
)


@given(st.dictionaries(st.sampled_from(KNOWN), VALUES), st.binary(max_size=60))
def test_no_form_raises_and_every_message_has_an_address(form: dict[str, str], noise: bytes) -> None:
    """Missing fields, wrong values, unicode tricks, noise at the end: a value, never an exception."""
    body = urlencode(form, errors="surrogatepass").encode() + b"&" + noise
    found = read_message(body, keywords_answered=True)
    assert isinstance(found, BadPayload) or all(each.sender and each.message_id for each in found)
    assert isinstance(read_report(WebhookRequest("https://e.example/?key=k", body)), list | BadPayload)

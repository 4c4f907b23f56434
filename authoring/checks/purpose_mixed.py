"""A service message or a survey carries no offer: mixed with advertising, all of it becomes advertising.

Then it may only go to customers who have consented to marketing. The check looks for the words of offers, so it is a
note: read the text once more, and give the offer a flow of its own with `purpose: marketing`.

PASS:

    - say: documents
      en: Your travel documents are ready.

FAIL:

    - say: documents
      en: Your travel documents are ready. Book now and get a 10 % discount!
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import said

CODE = "purpose-mixed"

OFFER = re.compile(
    r"\b(rabatt\w*|gutschein\w*|sonderangebot\w*|sparen sie|spar dir|jetzt buchen|buch\w* jetzt|aktionspreis\w*"
    r"|discount\w*|voucher\w*|special offer\w*|book now|save \d+|% off|sale\b|last[- ]minute)",
    re.IGNORECASE,
)


def check(draft: Draft) -> Iterator[Problem]:
    """Texts of services and surveys that sound like an offer."""
    for text in said(draft):
        if text.flow.purpose == "marketing":
            continue
        for key, words in text.written():
            if (match := OFFER.search(words)) is not None:
                line = words.count("\n", 0, match.start()) + 1
                column = match.start() - words.rfind("\n", 0, match.start())
                place = draft.text_place((*text.path, key), line, column)
                message = f'"{match[0]}" sounds like an offer in a flow of purpose {text.flow.purpose}'
                yield problem(place, CODE, message, "give the offer a flow with purpose: marketing", "note")

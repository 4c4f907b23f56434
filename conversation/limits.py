"""The limits of a conversation in one table: what is beyond them ends politely, it never raises."""

from __future__ import annotations

from datetime import timedelta

STEPS_PER_TURN = 40
"""Steps walked in one turn; a flow that goes round in circles ends the session here."""

STEPS_PER_SESSION = 200
"""Steps walked in one session, over all its turns."""

NESTED_BLOCKS = 8
"""How deep `then` blocks nest; deeper blocks are not walked (the linter says so long before)."""

TEXT_KEPT = 4000
"""Characters of a customer's text that are kept."""

TEXT_READ = 600
"""Characters of a typed answer that are looked at to find a score, choice or consent in it."""

NAME_SHOWN = 40
"""Characters of a first or last name that are shown; a longer one is not a name."""

PAYLOAD_BYTES = 64
"""Bytes of a button's payload (UTF-8): the smallest that any platform grants."""

MEDIA_BYTES = 20 * 1024 * 1024
"""Bytes of a photo or file that we can fetch from every messenger (Telegram's limit for bots)."""

REMINDERS = 5
"""Reminders per question that are ever sent."""

QUESTION_HOLDS = timedelta(hours=24)
"""How long an open question keeps us from opening another conversation; then a new one takes its place."""

FRAGMENT = timedelta(seconds=8)
"""A text so soon after another one goes on with it: nobody reads our next question and answers it that fast."""

COMMENT = timedelta(seconds=60)
"""How long after a score a text that is no answer to anything else comments on it ("9" … "weil es leise war")."""

SURE_QUESTION = 0.8
"""How sure (0..1) the model must be that a text is a question before it goes to the desk."""

SUB_FLOWS = 4
"""How deep flows start flows; deeper ones are not walked (the linter says so long before)."""

CALL_VALUES = 20
"""Values that are kept of what an endpoint of the company answers."""

CALL_VALUE_KEPT = 500
"""Characters of each of these values."""

LONGEST_WAIT = timedelta(days=3650)
"""The longest time anything waits: what an author writes beyond it counts as this."""

"""Many ways to ask to be left alone, and many texts that only look like it."""

from __future__ import annotations

import pytest

from conversation.typed.leave_me import wants_to_be_left_alone

WISHES = """
bitte keine Nachrichten mehr
Keine Nachrichten mehr bitte!
Ich will keine Umfragen mehr
Ich möchte keine Werbung mehr bekommen
keine weiteren Nachrichten bitte
Bitte keine Umfragen und keine Werbung mehr
Bitte keine SMS mehr an mich
keine E-Mails mehr, danke
Schickt mir bitte keine Nachrichten mehr
Schicken Sie mir keine Umfragen mehr
Lasst mich in Ruhe
lass mich bitte in Ruhe!!
Lassen Sie mich bitte endlich in Ruhe
Schreibt mir nicht mehr
Bitte schreibt mir nicht mehr
Schreiben Sie mir bitte nicht mehr
Hört auf mir zu schreiben
hört bitte auf
Hören Sie endlich damit auf
Nehmt mich aus dem Verteiler
Bitte nehmen Sie mich von der Liste
Streicht mich aus eurer Liste
Löschen Sie mich aus Ihrem Verteiler
Ich möchte nicht mehr kontaktiert werden
Ich will nicht mehr befragt werden
Ich will nichts mehr von euch hören
Ich möchte mich abmelden
ich will mich hier abmelden
meldet mich bitte ab
Kein Kontakt mehr
no more messages please
No more surveys
I want no more messages
please stop texting me
Stop sending me messages
stop messaging me!!
please stop contacting us
Can you stop sending these
quit bothering me
don't text me again
Do not contact me again
Please don't send me any more messages
never write to me again
Leave me alone
please leave me alone!
remove me from your list
Please take me off this list
unsubscribe me
opt me out
I don't want to receive these messages
I do not want any surveys from you
delete me from your database
""".strip().splitlines()
NO_WISHES = """
Ich bekomme keine Nachrichten mehr
Warum bekomme ich keine Nachrichten mehr?
Seit Montag kommen keine Nachrichten mehr
Niemand hat mir mehr geschrieben
Es gab keine Angebote für Kinder
Wir hatten keine Fragen
Das Hotel hat aufgehört, Handtücher zu wechseln
Der Kellner ließ uns in Ruhe
Man wurde überall in Ruhe gelassen
Leider keine Mail bekommen
keine
keine Kritik
Keine Zeit gerade, später
nichts
nein
Nein danke
Hört sich gut an
Können Sie die Buchung von der Liste nehmen?
Why did you stop the transfer?
The bus did not stop at our hotel
They did not contact us
Nobody texted me
I got no messages
We had no questions
No surprises, all good
Don't worry
I do not want to complain
The staff left us alone, lovely
Please send me the offers
Bitte mehr Nachrichten zur Reise
Ich möchte nicht mehr warten
Ich will nicht mehr als 100 Euro zahlen
Stopp am Flughafen war zu lang
""".strip().splitlines()


@pytest.mark.parametrize("text", WISHES)
def test_a_plain_wish_is_heard(text: str) -> None:
    """Whoever says so is left alone, with or without a model."""
    assert wants_to_be_left_alone(text)


@pytest.mark.parametrize("text", NO_WISHES)
def test_everything_else_is_an_answer(text: str) -> None:
    """Nobody is silenced who tells us something."""
    assert not wants_to_be_left_alone(text)

"""The product's own texts in German (du), German (Sie) and English: what is said where no author wrote anything."""

from __future__ import annotations

from conversation.texts import Wording

SYSTEM: dict[str, Wording] = {
    "stop_confirmed": Wording(
        de="Alles klar, du bekommst von uns keine Nachrichten mehr. Mit START meldest du dich wieder an.",
        de_sie="Sie erhalten von uns keine Nachrichten mehr. Mit START melden Sie sich wieder an.",
        en="All right, you will get no more messages from us. Send START to sign up again.",
    ),
    "stop_confirmed_case": Wording(
        de="Alles klar, wir schreiben dir hier nicht mehr, auch unser Team nicht. Dein Anliegen bleibt bei uns. "
        "Mit START meldest du dich wieder an.",
        de_sie="Wir schreiben Ihnen hier nicht mehr, auch unser Team nicht. Ihr Anliegen bleibt bei uns. "
        "Mit START melden Sie sich wieder an.",
        en="All right, we will not write to you here again, and neither will our team. We still look after your "
        "request. Send START to sign up again.",
    ),
    "surveys_stopped": Wording(
        de="Verstanden, wir fragen dich nicht mehr nach deiner Meinung und schicken dir keine Angebote. "
        "Sollen wir dir hier gar nicht mehr schreiben? Dann antworte einfach STOPP.",
        de_sie="Wir fragen Sie nicht mehr nach Ihrer Meinung und schicken Ihnen keine Angebote. "
        "Sollen wir Ihnen hier gar nicht mehr schreiben? Dann antworten Sie einfach STOPP.",
        en="Understood, we will not ask for your opinion again, nor send you offers. "
        "Should we not write to you here at all? Then just answer STOP.",
    ),
    "scope_all": Wording(de="Gar nicht mehr", de_sie="Gar nicht mehr", en="Not at all"),
    "scope_some": Wording(de="Nur Wichtiges", de_sie="Nur Wichtiges", en="Only what matters"),
    "code_made": Wording(
        de="Gern. Schreib uns auf %channel%%place% diesen Code: %code%\nEr gilt 15 Minuten und nur einmal. "
        "Dort geht es an derselben Stelle weiter.",
        de_sie="Gern. Schreiben Sie uns auf %channel%%place% diesen Code: %code%\nEr gilt 15 Minuten und nur einmal. "
        "Dort geht es an derselben Stelle weiter.",
        en="Sure. Send us this code on %channel%%place%: %code%\nIt is valid for 15 minutes, once. "
        "We will go on there where we left off.",
    ),
    "welcome_back": Wording(
        de="Schön, dass du wieder da bist. Mit STOPP kannst du alles jederzeit beenden.",
        de_sie="Schön, dass Sie wieder da sind. Mit STOPP können Sie alles jederzeit beenden.",
        en="Good to have you back. Send STOP at any time to end it.",
    ),
    "help": Wording(
        de="Hier schreibt {{ brand }}. Stell deine Frage einfach hier, ein Mensch liest sie. "
        "Mit STOPP beendest du alles.",
        de_sie="Hier schreibt {{ brand }}. Stellen Sie Ihre Frage einfach hier, ein Mensch liest sie. "
        "Mit STOPP beenden Sie alles.",
        en="This is {{ brand }}. Just ask your question here, a person will read it. Send STOP to end everything.",
    ),
    "unsolicited": Wording(
        de="Danke für deine Nachricht. Wir geben sie an unser Team weiter.",
        de_sie="Danke für Ihre Nachricht. Wir geben sie an unser Team weiter.",
        en="Thank you for your message. We will pass it on to our team.",
    ),
    "session_ended": Wording(
        de="Dann belassen wir es dabei. Danke dir!",
        de_sie="Dann belassen wir es dabei. Vielen Dank!",
        en="Then we will leave it there. Thank you!",
    ),
    "already_over": Wording(
        de="Diese Frage ist inzwischen geschlossen. Danke dir!",
        de_sie="Diese Frage ist inzwischen geschlossen. Vielen Dank!",
        en="This question has been closed in the meantime. Thank you!",
    ),
    "consent_withdrawn": Wording(
        de="Alles klar, deine Einwilligung ist widerrufen.",
        de_sie="Ihre Einwilligung ist widerrufen.",
        en="All right, your consent is withdrawn.",
    ),
    "consent_given": Wording(
        de="Danke, wir haben deine Einwilligung notiert.",
        de_sie="Danke, wir haben Ihre Einwilligung notiert.",
        en="Thank you, we have noted your consent.",
    ),
    "own_yes": Wording(
        de="{{ hello }} Hier ist {{ brand }}. Bei uns steht, dass wir {{ consent.wishes }} dürfen. Stimmt das? "
        "Ohne dein Ja bis {{ consent.until | date }} schreiben wir dir dazu nicht.",
        de_sie="{{ hello }} Hier ist {{ brand }}. Bei uns steht, dass wir {{ consent.wishes }} dürfen. Stimmt das? "
        "Ohne Ihr Ja bis {{ consent.until | date }} schreiben wir Ihnen dazu nicht.",
        en="{{ hello }} This is {{ brand }}. We were told that we may {{ consent.wishes }}. Is that right? "
        "Without your yes by {{ consent.until | date }} we will not write to you about it.",
    ),
    "own_yes_accept": Wording(de="Ja, stimmt", de_sie="Ja, stimmt", en="Yes, right"),
    "own_yes_decline": Wording(de="Nein, lieber nicht", de_sie="Nein, lieber nicht", en="No, rather not"),
    "own_yes_given": Wording(
        de="Danke, ist notiert. Mit STOPP endet es jederzeit.",
        de_sie="Vielen Dank, ist notiert. Mit STOPP endet es jederzeit.",
        en="Thank you, noted. STOP ends it at any time.",
    ),
    "own_yes_refused": Wording(
        de="Alles klar, dann schreiben wir dir dazu nicht.",
        de_sie="In Ordnung, dann schreiben wir Ihnen dazu nicht.",
        en="All right, then we will not write to you about it.",
    ),
    "wish_survey": Wording(
        de="dich nach deiner Meinung fragen", de_sie="Sie nach Ihrer Meinung fragen", en="ask for your opinion"
    ),
    "wish_marketing": Wording(de="dir Angebote schicken", de_sie="Ihnen Angebote schicken", en="send you offers"),
    "and": Wording(de=" und ", de_sie=" und ", en=" and "),
    "group_refused": Wording(
        de="Wir antworten nur im direkten Chat. Schreib uns bitte dort.",
        de_sie="Wir antworten nur im direkten Chat. Bitte schreiben Sie uns dort.",
        en="We only answer in a direct chat. Please write to us there.",
    ),
    "unsupported": Wording(
        de="Das können wir hier leider nicht lesen. Schreib es uns bitte als Text.",
        de_sie="Das können wir hier leider nicht lesen. Bitte schreiben Sie es uns als Text.",
        en="We are afraid we cannot read that here. Please write it as text.",
    ),
    "media_kept": Wording(
        de="Danke, das ist angekommen. Schreib uns bitte noch in Worten dazu, worum es geht.",
        de_sie="Danke, das ist angekommen. Bitte schreiben Sie uns noch in Worten dazu, worum es geht.",
        en="Thank you, we got that. Please add a few words about what it is.",
    ),
    "media_too_large": Wording(
        de="Das ist leider zu groß für uns, höchstens 20 MB kommen an. Schreib uns bitte in Worten, worum es geht.",
        de_sie="Das ist leider zu groß für uns, höchstens 20 MB kommen an. Bitte schreiben Sie uns, worum es geht.",
        en="We are afraid that is too large, 20 MB is the most we can take. Please tell us in words what it is about.",
    ),
    "language_asked": Wording(
        de="Deutsch oder Englisch? Schreib einfach SPRACHE DEUTSCH oder LANGUAGE ENGLISH.",
        de_sie="Deutsch oder Englisch? Schreiben Sie einfach SPRACHE DEUTSCH oder LANGUAGE ENGLISH.",
        en="German or English? You can also send SPRACHE DEUTSCH or LANGUAGE ENGLISH.",
    ),
    "language_chosen": Wording(
        de="Gut, wir schreiben dir ab jetzt auf Deutsch.",
        de_sie="Gut, wir schreiben Ihnen ab jetzt auf Deutsch.",
        en="All right, we will write to you in English from now on.",
    ),
    "nothing_open": Wording(
        de="Gerade ist nichts offen. Möchtest du uns etwas sagen? Schreib uns einfach eine Nachricht.",
        de_sie="Gerade ist nichts offen. Möchten Sie uns etwas sagen? Schreiben Sie uns einfach eine Nachricht.",
        en="Nothing is open right now. Is there something you want to tell us? Just send a message.",
    ),
    "not_understood_nps": Wording(
        de="Eine Zahl von 0 bis 10 genügt uns. 0 = gar nicht, 10 = ganz sicher.",
        de_sie="Eine Zahl von 0 bis 10 genügt uns. 0 = gar nicht, 10 = ganz sicher.",
        en="One number from 0 to 10 is all we need. 0 = not at all, 10 = extremely likely.",
    ),
    "not_understood_csat": Wording(
        de="Eine Zahl von 1 bis 5 genügt uns. 1 = sehr unzufrieden, 5 = sehr zufrieden.",
        de_sie="Eine Zahl von 1 bis 5 genügt uns. 1 = sehr unzufrieden, 5 = sehr zufrieden.",
        en="One number from 1 to 5 is all we need. 1 = very dissatisfied, 5 = very satisfied.",
    ),
    "not_understood_ces": Wording(
        de="Eine Zahl von 1 bis 7 genügt uns. 1 = sehr schwierig, 7 = sehr einfach.",
        de_sie="Eine Zahl von 1 bis 7 genügt uns. 1 = sehr schwierig, 7 = sehr einfach.",
        en="One number from 1 to 7 is all we need. 1 = very difficult, 7 = very easy.",
    ),
    "not_understood_stars": Wording(
        de="Ein bis fünf Sterne genügen uns. 1 = schlecht, 5 = ausgezeichnet.",
        de_sie="Ein bis fünf Sterne genügen uns. 1 = schlecht, 5 = ausgezeichnet.",
        en="One to five stars are all we need. 1 = bad, 5 = excellent.",
    ),
    "not_understood_smileys": Wording(
        de="Ein Smiley genügt uns: 🙁 unzufrieden, 😐 geht so, 🙂 zufrieden.",
        de_sie="Ein Smiley genügt uns: 🙁 unzufrieden, 😐 geht so, 🙂 zufrieden.",
        en="One smiley is all we need: 🙁 unhappy, 😐 so-so, 🙂 happy.",
    ),
    "not_understood_thumbs": Wording(
        de="Ein Daumen genügt uns: 👎 nicht gut, 👍 gut.",
        de_sie="Ein Daumen genügt uns: 👎 nicht gut, 👍 gut.",
        en="One thumb is all we need: 👎 not good, 👍 good.",
    ),
    "not_understood_expectation": Wording(
        de="War es schlechter als erwartet, wie erwartet oder besser als erwartet?",
        de_sie="War es schlechter als erwartet, wie erwartet oder besser als erwartet?",
        en="Was it worse than expected, as expected or better than expected?",
    ),
    "grade": Wording(
        de="Nur damit wir dich richtig verstehen: Es ist keine Schulnote, die höchste Zahl ist die beste.",
        de_sie="Nur damit wir Sie richtig verstehen: Es ist keine Schulnote, die höchste Zahl ist die beste.",
        en="Just to be sure: this is not a German school grade, the highest number is the best.",
    ),
    "not_understood_choice": Wording(
        de="Das haben wir nicht verstanden. Such dir bitte eine der Antworten aus.",
        de_sie="Das haben wir nicht verstanden. Bitte wählen Sie eine der Antworten aus.",
        en="We did not get that. Please choose one of the answers.",
    ),
    "not_understood_consent": Wording(
        de="Bitte antworte kurz mit Ja oder Nein.",
        de_sie="Bitte antworten Sie kurz mit Ja oder Nein.",
        en="Please just answer yes or no.",
    ),
    "not_understood_text": Wording(
        de="Schreib uns das bitte in ein paar Worten.",
        de_sie="Bitte schreiben Sie uns das in ein paar Worten.",
        en="Please tell us in a few words.",
    ),
    "several": Wording(
        de="Das lässt sich auf mehrere Arten lesen. Welche eine Antwort meinst du?",
        de_sie="Das lässt sich auf mehrere Arten lesen. Welche eine Antwort meinen Sie?",
        en="That can be read in more than one way. Which one do you mean?",
    ),
    "corrected": Wording(
        de="Danke, wir haben es geändert.",
        de_sie="Danke, wir haben es geändert.",
        en="Thank you, we have changed it.",
    ),
    "question_passed_on": Wording(
        de="Gute Frage, die geben wir an unser Team weiter. Und nun noch einmal:",
        de_sie="Gute Frage, die geben wir an unser Team weiter. Und nun noch einmal:",
        en="Good question, we will pass it on to our team. And once more:",
    ),
    "not_understood_own": Wording(
        de="Eine Zahl von LOW bis HIGH genügt uns.",
        de_sie="Eine Zahl von LOW bis HIGH genügt uns.",
        en="One number from LOW to HIGH is all we need.",
    ),
    "not_understood_choices": Wording(
        de="Das haben wir nicht verstanden. Schreib uns einfach die Nummern, zum Beispiel 1 und 3.",
        de_sie="Das haben wir nicht verstanden. Schreiben Sie uns einfach die Nummern, zum Beispiel 1 und 3.",
        en="We did not get that. Just send us the numbers, for example 1 and 3.",
    ),
    "more_choices": Wording(
        de="Notiert. Noch etwas?",
        de_sie="Notiert. Noch etwas?",
        en="Noted. Anything else?",
    ),
    "done": Wording(de="Das war alles", de_sie="Das war alles", en="That is all"),
    "not_understood_number": Wording(
        de="Schreib uns das bitte als eine Zahl, zum Beispiel 3.",
        de_sie="Bitte schreiben Sie uns das als eine Zahl, zum Beispiel 3.",
        en="Please send it as one number, for example 3.",
    ),
    "number_off": Wording(
        de="Die Zahl passt hier nicht. Schaust du noch einmal nach?",
        de_sie="Die Zahl passt hier nicht. Schauen Sie bitte noch einmal nach?",
        en="That number does not fit here. Could you check it again?",
    ),
    "not_understood_date": Wording(
        de="Schreib uns das Datum bitte so: 15.3.2027.",
        de_sie="Bitte schreiben Sie uns das Datum so: 15.3.2027.",
        en="Please write the date like this: 15 March 2027.",
    ),
    "date_off": Wording(
        de="Das Datum passt hier nicht. Schaust du noch einmal nach?",
        de_sie="Das Datum passt hier nicht. Schauen Sie bitte noch einmal nach?",
        en="That date does not fit here. Could you check it again?",
    ),
    "not_understood_contact": Wording(
        de="Das sieht nicht vollständig aus. Schaust du noch einmal nach, ob alle Zeichen da sind?",
        de_sie="Das sieht nicht vollständig aus. Schauen Sie bitte noch einmal nach, ob alle Zeichen da sind?",
        en="That does not look complete. Could you check that every character is there?",
    ),
    "not_understood_photo": Wording(
        de="Schick uns bitte ein Foto.",
        de_sie="Bitte schicken Sie uns ein Foto.",
        en="Please send us a photo.",
    ),
    "not_understood_photo_optional": Wording(
        de='Schick uns bitte ein Foto, oder schreib "weiter".',
        de_sie='Bitte schicken Sie uns ein Foto, oder schreiben Sie "weiter".',
        en='Please send us a photo, or write "skip".',
    ),
    "not_understood_pattern": Wording(
        de="Das haben wir nicht erkannt. Es sieht zum Beispiel so aus: EXAMPLE.",
        de_sie="Das haben wir nicht erkannt. Es sieht zum Beispiel so aus: EXAMPLE.",
        en="We did not recognise that. It looks like this, for example: EXAMPLE.",
    ),
    "yes": Wording(de="Ja, gern", de_sie="Ja, gern", en="Yes, sure"),
    "no": Wording(de="Lieber nicht", de_sie="Lieber nicht", en="Rather not"),
}
"""Every text by its key; `not_understood_<scale>` asks back with what both ends mean."""

LAST_WORDS = ("stop_confirmed", "stop_confirmed_case")
"""The one confirmation of a STOP: the only texts that may leave for an address that is closed."""

"""The words of rating pages, posters and the notices customers may meet."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "rate_send": ("Absenden", "Send"),
    "rate_change": ("Ändern", "Change"),
    "rate_comment": ("Magst du etwas dazu sagen? (freiwillig)", "Anything you would like to add? (optional)"),
    "rate_comment_sie": ("Möchten Sie etwas dazu sagen? (freiwillig)", "Anything you would like to add? (optional)"),
    "rate_thanks": ("Danke für deine Antwort.", "Thank you for your answer."),
    "rate_thanks_sie": ("Danke für Ihre Antwort.", "Thank you for your answer."),
    "rate_yours": ("Deine Antwort: {score}", "Your answer: {score}"),
    "rate_yours_sie": ("Ihre Antwort: {score}", "Your answer: {score}"),
    "rate_correct": ("Antwort ändern (bis {until})", "Change your answer (until {until})"),
    "rate_correct_sie": ("Antwort ändern (bis {until})", "Change your answer (until {until})"),
    "rate_missing": ("Bitte wähle eine Antwort aus.", "Please choose an answer."),
    "rate_missing_sie": ("Bitte wählen Sie eine Antwort aus.", "Please choose an answer."),
    "rate_answer": ("Deine Nachricht", "Your message"),
    "rate_answer_sie": ("Ihre Nachricht", "Your message"),
    "rate_answered": ("Unser Team hat dir geantwortet", "Our team has answered you"),
    "rate_answered_sie": ("Unser Team hat Ihnen geantwortet", "Our team has answered you"),
    "rate_heard": ("Danke für deine Nachricht", "Thank you for your message"),
    "rate_heard_sie": ("Danke für Ihre Nachricht", "Thank you for your message"),
    "rate_you": ("Du", "You"),
    "rate_you_sie": ("Sie", "You"),
    "rate_team": ("Unser Team", "Our team"),
    "rate_write_back": ("Deine Nachricht an unser Team", "Your message to our team"),
    "rate_write_back_sie": ("Ihre Nachricht an unser Team", "Your message to our team"),
    "rate_come_back": (
        "Die Antwort unseres Teams steht dann auf dieser Seite. Heb dir den Link auf: Verschickt wird sie nicht.",
        "Our team's answer will stand on this page. Keep the link and come back: it is not sent anywhere else.",
    ),
    "rate_come_back_sie": (
        "Die Antwort unseres Teams steht dann hier. Bitte heben Sie den Link auf: Verschickt wird sie nicht.",
        "Our team's answer will stand on this page. Please keep the link and come back: it is not sent anywhere else.",
    ),
    "rate_next_answer": (
        "Auch die nächste Antwort steht hier. Öffne dazu einfach wieder diesen Link.",
        "The next answer will stand here as well. Just open this link again.",
    ),
    "rate_next_answer_sie": (
        "Auch die nächste Antwort steht hier. Öffnen Sie dazu einfach wieder diesen Link.",
        "The next answer will stand here as well. Just open this link again.",
    ),
    "rate_low_high": ("{low} bis {high}", "{low} to {high}"),
    "rate_average": ("{average} von {high}", "{average} out of {high}"),
    "rate_one": ("eine Bewertung", "one rating"),
    "rate_many": ("{n} Bewertungen", "{n} ratings"),
    "rate_none": ("noch nicht bewertet", "not yet rated"),
    "rate_of": ("{score} von {high}", "{score} of {high}"),
    "rate_today": (
        "Du kannst deine Bewertung heute noch ändern.",
        "You can change your rating until the end of the day.",
    ),
    "rate_today_sie": (
        "Sie können Ihre Bewertung heute noch ändern.",
        "You can change your rating until the end of the day.",
    ),
    "rate_anonymous": (
        "Ohne Anmeldung und ohne Cookie. Für einen Tag bleibt ein Prüfwert, damit niemand doppelt zählt.",
        "No login, no cookie. For a day a checksum is kept, so that nobody counts twice.",
    ),
    "rate_more": ("Magst du uns mehr erzählen?", "Would you like to tell us more?"),
    "rate_more_sie": ("Möchten Sie uns mehr erzählen?", "Would you like to tell us more?"),
    "rate_in_chat": ("Im Chat erzählen", "Tell us in a chat"),
    "rate_used": (
        "Dieser Link ist schon in deinem Messenger geöffnet. Dort geht es weiter.",
        "This link has already been opened in your messenger. Please go on there.",
    ),
    "rate_used_sie": (
        "Dieser Link ist schon in Ihrem Messenger geöffnet. Dort geht es weiter.",
        "This link has already been opened in your messenger. Please go on there.",
    ),
    "poster_scan": ("Scanne den Code mit der Kamera deines Handys.", "Scan the code with your phone's camera."),
    "poster_scan_sie": ("Scannen Sie den Code mit der Kamera Ihres Handys.", "Scan the code with your phone's camera."),
    "poster_or": ("Oder im Browser:", "Or in a browser:"),
    "poster_page": (
        "Ohne Anmeldung, ohne App, ohne Cookie.",
        "No login, no app, no cookie.",
    ),
    "poster_chat": (
        "Der Code öffnet einen Chat mit uns. Zuerst bitten wir um dein Einverständnis; mit STOPP endet alles.",
        "The code opens a chat with us. First we ask for your consent; STOP ends it all.",
    ),
    "poster_chat_sie": (
        "Der Code öffnet einen Chat mit uns. Zuerst bitten wir um Ihr Einverständnis; mit STOPP endet alles.",
        "The code opens a chat with us. First we ask for your consent; STOP ends it all.",
    ),
    "page_gone": ("Diese Seite gibt es nicht", "There is no such page"),
    "page_gone_why": (
        "Vielleicht fehlt ein Stück des Links, oder er gilt nicht mehr. Bitte öffne ihn noch einmal aus der Nachricht.",
        "Perhaps a part of the link is missing, or it is no longer valid. Please open it from the message again.",
    ),
    "page_gone_why_sie": (
        "Vielleicht fehlt ein Stück des Links, oder er gilt nicht mehr. Bitte öffnen Sie ihn noch einmal.",
        "Perhaps a part of the link is missing, or it is no longer valid. Please open it from the message again.",
    ),
    "page_busy": ("Einen Moment bitte", "One moment please"),
    "page_busy_why": (
        "Von hier kamen gerade sehr viele Antworten. Bitte versuche es in einer Minute noch einmal.",
        "Very many answers came from here just now. Please try again in a minute.",
    ),
    "page_busy_why_sie": (
        "Von hier kamen gerade sehr viele Antworten. Bitte versuchen Sie es in einer Minute noch einmal.",
        "Very many answers came from here just now. Please try again in a minute.",
    ),
}

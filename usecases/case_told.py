"""What the desk is told in words: after a click, in a thread, before a target is missed."""

from __future__ import annotations

from bots.slack_words import said
from conversation.messages import Language
from storage.columns import JsonObject
from usecases.case_steps import Done, NoSuchCase, NotPossible, Said, TakenBy, Worked

_TOLD: dict[Language, dict[str, str]] = {
    "de": {
        "taken": "{who} war schneller und hat den Vorgang schon übernommen.",
        "resolved": "Der Vorgang ist schon erledigt. Öffne ihn wieder, um daran zu arbeiten.",
        "empty": "Da steht noch nichts.",
        "stopped": "Der Kunde hat STOPP geschrieben: Dort darf ihm niemand mehr schreiben, bis er START schreibt.",
        "unreachable": "Es gibt keine Adresse mehr, über die der Kunde erreichbar ist.",
        "gone": "Diesen Vorgang gibt es nicht mehr.",
        "member": "Du stehst nicht unter members in desk.yaml. Bitte jemanden, dich dort einzutragen.",
        "no_member": "Unter diesem Namen gibt es niemanden am Desk.",
        "bad_time": "Diese Zeit geht nicht. Wähle eine bis 720 Stunden.",
        "key_reused": "Dieser Idempotency-Key wurde schon für einen anderen Vorgang benutzt.",
        "elsewhere": "Dessen Vorgang gehört nicht mehr zu diesem. Öffne das Fenster noch einmal.",
        "itself": "Zusammenlegen geht nur mit einem anderen offenen Vorgang.",
        "no_team": "Dieses Team gibt es nicht.",
        "no_request": "Diesen Stand gibt es bei dieser Art von Anliegen nicht.",
        "no_gesture": "Diese Geste gibt es nicht.",
        "no_reading": "Zu diesem Vorgang hat das Modell nichts gelesen.",
        "lead_only": "Das entscheidet die Leitung des Teams.",
        "decided": "Das ist schon entschieden.",
        "handed": "{who} hat den Vorgang an {to} weitergegeben.",
        "many_hand_overs": "C-{number} wurde {count} Mal weitergegeben. Bitte ansehen: Der Kunde wird herumgereicht.",
        "in": "{name}: {text}",
        "out": "→ An den Kunden ({who}): {text}",
        "out_to": "→ An {to} ({who}): {text}",
        "at_page": "📄 Wartet auf seiner persönlichen Seite, ohne Zustellung: Er liest es, wenn er seinen Link öffnet.",
        "note": "Notiz ({who}): {text}",
        "answer_due": "C-{number}: Die erste Antwort ist in {minutes} min fällig.",
        "solve_due": "C-{number}: Die Lösung ist in {minutes} min fällig.",
        "storm_answer_due": "Sturm {topic}: Bei {count} Vorgängen ist die erste Antwort in {minutes} min fällig.",
        "storm_solve_due": "Sturm {topic}: Bei {count} Vorgängen ist die Lösung in {minutes} min fällig.",
        "unsnooze": "C-{number} ist wieder dran.",
        "call_back": "C-{number}: Jetzt zurückrufen, der Kunde wünscht es zu dieser Zeit.",
        "undelivered": "⚠ Die Antwort hat den Kunden nicht erreicht: {why}. Versucht es auf einem anderen Weg.",
        "gesture": "{who} gibt: {gesture} ({value} €). Vom Monatsbudget des Teams sind {left} € übrig.",
        "gesture_asked": "{who} möchte geben: {gesture} ({value} €), übrig sind {left} €. Die Leitung entscheidet.",
        "gesture_granted": "{who} genehmigt: {gesture} ({value} €).",
        "gesture_refused": "{who} lehnt ab: {gesture} ({value} €).",
        "request": "{kind}: {state} ({who})",
        "corrected": "{who} hat richtiggestellt: {field} war {was}, ist {value}.",
        "solved_yes": "Der Kunde sagt: Es ist gelöst.",
        "solved_no": "Der Kunde sagt: Es ist noch nicht gelöst. Der Vorgang ist wieder offen.",
        "score_after": "Neue Bewertung: {before} → {after}.",
        "praise": "🎉 Lob für euch von {name}: „{text}“",
    },
    "en": {
        "taken": "{who} was quicker and has claimed the case already.",
        "resolved": "The case is resolved already. Reopen it to work on it.",
        "empty": "Nothing is written yet.",
        "stopped": "The customer has written STOP: nobody may write to him there until he writes START.",
        "unreachable": "There is no address left at which the customer can be reached.",
        "gone": "This case is not there any more.",
        "member": "You are not among the members in desk.yaml. Ask somebody to enter you there.",
        "no_member": "There is nobody of this name at the desk.",
        "bad_time": "That time does not work. Choose one to 720 hours.",
        "key_reused": "This Idempotency-Key was used for another case.",
        "elsewhere": "His case does not belong to this one any more. Open the window again.",
        "itself": "A case can only be merged into another open case.",
        "no_team": "There is no such team.",
        "no_request": "This kind of request has no such state.",
        "no_gesture": "There is no such gesture.",
        "no_reading": "The model has read nothing in this case.",
        "lead_only": "The team's lead decides that.",
        "decided": "That is decided already.",
        "handed": "{who} has handed the case over to {to}.",
        "many_hand_overs": "C-{number} was handed over {count} times. Please look, the customer is sent in a circle.",
        "in": "{name}: {text}",
        "out": "→ To the customer ({who}): {text}",
        "out_to": "→ To {to} ({who}): {text}",
        "at_page": "📄 Waits on his personal page and is not delivered: he reads it when he opens his link.",
        "note": "Note ({who}): {text}",
        "answer_due": "C-{number}: the first answer is due in {minutes} min.",
        "solve_due": "C-{number}: the solution is due in {minutes} min.",
        "storm_answer_due": "Storm {topic}: the first answer of {count} cases is due in {minutes} min.",
        "storm_solve_due": "Storm {topic}: the solution of {count} cases is due in {minutes} min.",
        "unsnooze": "C-{number} is up again.",
        "call_back": "C-{number}: call back now, the customer wishes it at this time.",
        "undelivered": "⚠ The answer has not reached the customer: {why}. Try another way.",
        "gesture": "{who} gives: {gesture} ({value} €). {left} € of the team's monthly budget are left.",
        "gesture_asked": "{who} would like to give: {gesture} ({value} €), {left} € are left. The lead decides.",
        "gesture_granted": "{who} grants: {gesture} ({value} €).",
        "gesture_refused": "{who} refuses: {gesture} ({value} €).",
        "request": "{kind}: {state} ({who})",
        "corrected": "{who} has put right: {field} was {was}, is {value}.",
        "solved_yes": "The customer says: it is solved.",
        "solved_no": "The customer says: it is not solved yet. The case is open again.",
        "score_after": "New score: {before} → {after}.",
        "praise": "🎉 Praise for you from {name}: “{text}”",
    },
}


def desk_words(language: Language) -> dict[str, str]:
    """The sentences in the team's language."""
    return _TOLD[language]


def named_by_case(case: JsonObject, words: Language) -> str:
    """Whose words these are, where several customers' cases go on as one: first name and number, "Ben (C-2)"."""
    return f"{case['first_name'] or said(words, 'somebody')} (C-{case['number']})"


def tell(worked: Worked, words: Language) -> str:
    """What to say to the person who did it; empty where the card says it all."""
    match worked:
        case Done():
            return ""
        case Said(text):
            return text
        case TakenBy(who):
            return _TOLD[words]["taken"].format(who=who or said(words, "somebody"))
        case NotPossible(state):
            return _TOLD[words][state]
        case NoSuchCase():
            return _TOLD[words]["gone"]

// The page's words in German and English, and the small things that phones and desk share.
const TEXTS = {
  de: {
    title: "zum Ausprobieren", clock: "Uhr", day: "+1 Tag", week: "+1 Woche", next: "zum nächsten Kontakt",
    dashboard: "Überblick", phones: "Die Telefone der Kundinnen und Kunden", who: "Wessen Telefon", message: "Nachricht",
    send: "Senden", web: "Web-Chat", newcomer: "Selbst Kunde sein", name: "Vorname", language: "Sprache",
    flow: "Gespräch", open: "Bot öffnen", desk: "Das Team in Slack", block: "Bot blockieren", unblock: "Bot freigeben",
    empty: "Noch keine Nachricht.", home: "App-Startseite", messages: "Nachrichten", nothing: "Noch kein Vorgang. Eine unzufriedene Antwort eröffnet einen.",
    failed: "Das ging nicht: ", cancel: "Abbrechen", blocked: "Du hast den Bot blockiert.", write_start: "Schreib START, um zu beginnen.", open_first: "Öffne unten den Bot: Er kann niemanden zuerst anschreiben.",
    own_stop: "Twilio nimmt von dieser Nummer nichts mehr an, bis du START schreibst.", own_block: "Du hast die Nummer blockiert.",
    block_number: "Nummer blockieren", unblock_number: "Nummer freigeben", undelivered: "nicht zugestellt",
    only_you: "nur für dich sichtbar", thread: "Interne Notiz im Thread …", team_home: "App-Startseite von Kim", picture: "Bild zur Nachricht",
  },
  en: {
    title: "to try", clock: "Clock", day: "+1 day", week: "+1 week", next: "to the next contact",
    dashboard: "Dashboard", phones: "The customers' phones", who: "Whose phone", message: "Message",
    send: "Send", web: "Web chat", newcomer: "Be a customer yourself", name: "First name", language: "Language",
    flow: "Conversation", open: "Open the bot", desk: "The team in Slack", block: "Block the bot", unblock: "Unblock the bot",
    empty: "No message yet.", home: "App Home", messages: "Messages", nothing: "No case yet. An unhappy answer opens one.",
    failed: "That did not work: ", cancel: "Cancel", blocked: "You have blocked the bot.", write_start: "Write START to begin.", open_first: "Open the bot below: it cannot write to anybody first.",
    own_stop: "Twilio takes nothing more from this number until you write START.", own_block: "You have blocked the number.",
    block_number: "Block the number", unblock_number: "Unblock the number", undelivered: "not delivered",
    only_you: "only visible to you", thread: "Internal note in the thread …", team_home: "Kim's App Home", picture: "Picture of the message",
  },
};
const wish = new URLSearchParams(location.search).get("lang");
const LANG = TEXTS[wish] ? wish : (navigator.language || "de").startsWith("de") ? "de" : "en";
const T = TEXTS[LANG];

const el = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null && child !== ""));
  return node;
};

const notice = (text) => {
  const line = document.getElementById("notice");
  line.textContent = text;
  line.hidden = !text;
};

const call = async (method, path, body) => {
  const answer = await fetch(path, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.error || data.detail || answer.status);
  return data;
};

// A long link ends its line after a slash rather than inside a word.
const breaking = (text) =>
  text.split(/(\S{20,})/).flatMap((part, index) =>
    index % 2 ? part.split(/(?<=[^\/]\/)(?!\/)/).flatMap((piece, at) => (at ? [el("wbr"), piece] : piece)) : part,
  );

// One message on a phone with the buttons below it; `rows` of {text, tapped, tap}.
const bubble = (side, text, rows, { note = "", picture = "" } = {}) =>
  el(
    "li",
    { class: side },
    picture ? el("img", { src: picture, alt: T.picture }) : null,
    text ? el("p", {}, ...breaking(text)) : null,
    rows.length
      ? el(
          "div",
          { class: "keyboard" },
          ...rows.map((row) => el("div", {}, ...row.map((button) => el("button", { class: button.tapped ? "tapped" : "", onclick: button.tap }, button.text)))),
        )
      : null,
    note ? el("small", { class: "wrong" }, note) : null,
  );

// One thing a person did: what goes wrong is said on the page, never swallowed.
const act = (work) => async (event) => {
  event?.preventDefault?.();
  try {
    notice("");
    await work(event);
  } catch (error) {
    notice(T.failed + error.message);
  }
};

document.documentElement.lang = LANG;
document.querySelectorAll("[data-text]").forEach((node) => (node.textContent = T[node.dataset.text]));
document.querySelectorAll("[data-label]").forEach((node) => node.setAttribute("aria-label", T[node.dataset.label]));
document.querySelectorAll("[data-title]").forEach((node) => (node.title = T[node.dataset.title]));
const other = document.getElementById("language");
other.textContent = LANG === "de" ? "English" : "Deutsch";
other.addEventListener("click", () => (location.search = "?lang=" + (LANG === "de" ? "en" : "de")));

// The phones: Telegram's stand-in drawn as chats, the web chat beside it, and the clock they all live by.
const picker = document.getElementById("chats");
const bubbles = document.getElementById("telegram");
const blocker = document.getElementById("block");
let phones = [];
let drawn = "";
let chosen = Number(new URLSearchParams(location.search).get("chat")) || 0;

const phone = () => phones.find((chat) => chat.chat_id === chosen) ?? phones.at(-1);

// Telegram's own app does not show the token of a personal link either.
const shownText = (message) => (message.picture === "uploaded" ? "📷 " : "") + (message.text.replace(/^\/start .+/, "/start") || (message.picture ? "" : "📷"));

const shownPicture = (message) => (message.picture?.startsWith("http") ? message.picture : "");

const drawPhone = () => {
  const chat = phone();
  const state = JSON.stringify([chosen, chat, phones.map((each) => each.chat_id)]);
  if (state === drawn) return;
  drawn = state;
  picker.replaceChildren(
    ...phones.map((each) => el("option", { value: each.chat_id, selected: each === chat }, `${each.first_name} ${each.last_name ?? ""}`.trim())),
  );
  picker.hidden = blocker.hidden = !chat;
  for (const control of document.getElementById("telegram-write").elements) control.disabled = !chat;
  blocker.textContent = chat?.blocked ? T.unblock : T.block;
  const lines = (chat?.messages ?? []).map((message) =>
    bubble(
      message.by,
      shownText(message),
      message.keyboard.map((row) =>
        row.map((button) => ({
          text: button.text,
          tapped: message.tapped === button.callback_data,
          tap: act(() => call("POST", `/sandbox/telegram/chats/${chat.chat_id}/taps`, { message_id: message.message_id, data: button.callback_data })),
        })),
      ),
      { picture: shownPicture(message) },
    ),
  );
  if (!lines.length) lines.push(el("li", { class: "hint" }, chat ? T.empty : T.open_first));
  if (chat?.blocked) lines.push(el("li", { class: "hint" }, T.blocked));
  bubbles.replaceChildren(...lines);
  bubbles.scrollTop = bubbles.scrollHeight;
};

const watchPhones = async () => {
  let version = -1;
  for (;;) {
    try {
      const state = await call("GET", `/sandbox/telegram/chats?version=${version}&wait=20`);
      version = state.version;
      if (!chosen && state.chats.length > phones.length) chosen = state.chats.at(-1).chat_id;
      phones = state.chats;
      drawPhone();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
};

picker.addEventListener("change", () => {
  chosen = Number(picker.value);
  drawPhone();
});
blocker.addEventListener(
  "click",
  act(() => call("POST", `/sandbox/telegram/chats/${phone().chat_id}/${phone().blocked ? "unblock" : "block"}`)),
);
document.getElementById("telegram-write").addEventListener(
  "submit",
  act(async () => {
    const field = document.getElementById("telegram-text");
    const text = field.value.trim();
    if (!text || !phone()) return;
    field.value = "";
    await call("POST", `/sandbox/telegram/chats/${phone().chat_id}/messages`, { text });
  }),
);

const showState = (state) => {
  const format = { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: state.zone };
  const clock = document.getElementById("now");
  clock.dateTime = state.now;
  clock.textContent = new Date(state.now).toLocaleString(LANG, format);
  document.getElementById("dashboard").href = `${state.dashboard_url}?lang=${LANG}`;
  const web = document.getElementById("web");
  if (!web.src) web.src = `${state.chat_url}?lang=${LANG}&embed=1`;
  const flows = document.getElementById("flows");
  if (!flows.options.length) flows.append(...(state.flows ?? ["welcome"]).map((flow) => el("option", {}, flow)));
};

document.querySelectorAll("[data-clock]").forEach((button) =>
  button.addEventListener(
    "click",
    act(async () => {
      const step = button.dataset.clock;
      showState(await call("POST", "/demo/clock", step === "next" ? { to: "next" } : { seconds: Number(step) }));
    }),
  ),
);
document.getElementById("visitor").addEventListener(
  "submit",
  act(async (event) => {
    const wishes = Object.fromEntries(new FormData(event.target));
    chosen = (await call("POST", "/demo/visitors", wishes)).chat_id;
    drawPhone();
  }),
);

document.querySelector("#visitor [name=language]").value = LANG;
const keepTime = async () => {
  try {
    showState(await call("GET", "/demo/state"));
  } catch (error) {
    notice(T.failed + error.message);
  }
  setTimeout(keepTime, 15000);
};
keepTime();
watchPhones();

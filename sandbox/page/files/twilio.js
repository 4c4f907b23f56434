// WhatsApp and SMS: Twilio's stand-in drawn as two phones. A customer begins by writing START.
const STRANGERS = { whatsapp: "whatsapp:+4915555000011", sms: "+4915555000012" };
const twilioPhones = { whatsapp: null, sms: null };
const path = (number, action) => `/sandbox/twilio/phones/${encodeURIComponent(number)}/${action}`;
const numberOf = (channel) => twilioPhones[channel]?.number ?? STRANGERS[channel];
const sides = { company: "bot", twilio: "bot", customer: "customer" };
const shownStart = (text) => text.replace(/^START \S{20,}$/, "START") || "📷";

const drawTwilio = (channel) => {
  const chat = twilioPhones[channel];
  const messages = chat?.messages ?? [];
  const lines = messages.map((message) => {
    const buttons = message.buttons.map((button) => ({
      text: button.title,
      tapped: message.tapped === button.id,
      tap: act(() => call("POST", path(chat.number, "taps"), { sid: message.sid, id: button.id })),
    }));
    const rows = message.opener ? buttons.map((button) => [button]) : buttons.length ? [buttons] : [];
    const note = message.error_code ? `${T.undelivered}: ${message.error_code}` : "";
    return bubble(sides[message.by], message.opener ? `${message.text}\n\n☰ ${message.opener}` : message.picture ? message.text : shownStart(message.text), rows, { note, picture: message.picture });
  });
  if (!messages.length) lines.push(el("li", { class: "hint" }, T.write_start));
  if (chat?.blocked) lines.push(el("li", { class: "hint" }, channel === "sms" ? T.own_stop : T.own_block));
  const list = document.getElementById(channel);
  list.replaceChildren(...lines);
  const blocker = document.getElementById(`${channel}-block`);
  blocker.textContent = chat?.blocked ? T.unblock_number : T.block_number;
  blocker.hidden = channel === "sms" || !chat;
  list.scrollTop = list.scrollHeight; // last: the header may have grown
};

const watchTwilio = async () => {
  let version = -1;
  for (;;) {
    try {
      const state = await call("GET", `/sandbox/twilio/phones?version=${version}&wait=20`);
      version = state.version;
      const last = (whatsapp) => state.phones.filter((each) => each.number.startsWith("whatsapp:") === whatsapp).at(-1) ?? null;
      twilioPhones.whatsapp = last(true);
      twilioPhones.sms = last(false);
      Object.keys(twilioPhones).forEach(drawTwilio);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
};

Object.keys(twilioPhones).forEach((channel) => {
  document.getElementById(`${channel}-write`).addEventListener(
    "submit",
    act(async () => {
      const field = document.getElementById(`${channel}-text`);
      const text = field.value.trim();
      if (!text) return;
      field.value = "";
      await call("POST", path(numberOf(channel), "messages"), { text });
    }),
  );
  document.getElementById(`${channel}-block`).addEventListener(
    "click",
    act(() => call("POST", path(numberOf(channel), twilioPhones[channel]?.blocked ? "unblock" : "block"))),
  );
  drawTwilio(channel);
});
watchTwilio();

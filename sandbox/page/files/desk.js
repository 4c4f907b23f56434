// The desk: what the product posted to the Slack stand-in, drawn from its Block Kit, with working buttons and modals.
const desk = document.getElementById("desk");
const dialog = document.getElementById("modal");
let deskDrawn = "";
let modalDrawn = "";

const localMoment = (seconds) => new Date(seconds * 1000).toLocaleString(LANG, { dateStyle: "medium", timeStyle: "short" });

// Slack's mrkdwn, the little of it that cards use: escaped first, so that no text can become markup of this page.
const mrkdwn = (text) => {
  const box = document.createElement("span");
  const unescape = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const pattern = /(?<!\w)\*([^*\n]+)\*(?!\w)|(?<!\w)_([^_\n]+)_(?!\w)|`([^`\n]+)`|<!date\^(\d+)\^[^|>]*\|([^>]*)>|<(https?:[^|>]+)(?:\|([^>]*))?>/g;
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    box.append(...breaking(unescape(text.slice(last, match.index))));
    if (match[1]) box.append(el("b", {}, unescape(match[1])));
    else if (match[2]) box.append(el("i", {}, unescape(match[2])));
    else if (match[3]) box.append(el("code", {}, unescape(match[3])));
    else if (match[4]) box.append(el("time", { title: unescape(match[5]) }, localMoment(match[4])));
    else box.append(el("a", { href: match[6], rel: "noopener", target: "_blank" }, ...breaking(unescape(match[7] ?? match[6]))));
    last = match.index + match[0].length;
  }
  box.append(...breaking(unescape(text.slice(last))));
  return box;
};

const words = (object) => (!object ? "" : object.type === "plain_text" ? object.text : mrkdwn(object.text));

// Lines that begin with > are a quotation, as Slack draws them.
const paragraphs = (object) => {
  if (object?.type !== "mrkdwn") return [el("p", {}, words(object))];
  const parts = [];
  for (const line of object.text.split("\n")) {
    const quoted = line.startsWith(">") || line.startsWith("&gt;");
    const kind = quoted ? "blockquote" : "p";
    const text = quoted ? line.replace(/^(>|&gt;)\s?/, "") : line;
    const before = parts.at(-1);
    if (before?.kind === kind) before.lines.push(text);
    else parts.push({ kind, lines: [text] });
  }
  return parts.map((part) => el(part.kind, {}, mrkdwn(part.lines.join("\n"))));
};

const drawBlock = (block, click) => {
  switch (block.type) {
    case "header":
      return [el("h3", {}, words(block.text))];
    case "section":
      return [
        ...(block.text ? paragraphs(block.text) : []),
        ...(block.accessory?.type === "button"
          ? [el("div", { class: "actions" }, el("button", { onclick: act(() => click(block.accessory.action_id, block.accessory.value)) }, words(block.accessory.text)))]
          : []),
        ...(block.fields ? [el("div", { class: "fields" }, ...block.fields.map((field) => el("span", { class: "pre" }, words(field))))] : []),
      ];
    case "context":
      return [el("p", { class: "context" }, ...block.elements.flatMap((part, index) => [index ? " · " : "", words(part)]))];
    case "actions":
      return [
        el(
          "div",
          { class: "actions" },
          ...block.elements.map((part) => {
            if (part.type === "button") return el("button", { class: part.style || "", onclick: act(() => click(part.action_id, part.value)) }, words(part.text));
            if (part.type !== "static_select") return "";
            const menu = el("select", { "aria-label": part.placeholder?.text ?? "" }, el("option", { value: "" }, part.placeholder?.text ?? "…"), ...part.options.map((option) => el("option", { value: option.value }, words(option.text))));
            menu.onchange = act(async () => {
              const option = menu.value;
              menu.value = "";
              await click(part.action_id, undefined, option);
            });
            return menu;
          }),
        ),
      ];
    case "image":
      return [el("img", { src: block.image_url, alt: block.alt_text })];
    case "divider":
      return [el("hr")];
    default:
      return [];
  }
};

const drawPost = (channel, post) => {
  const click = (action_id, value, option) => call("POST", "/sandbox/slack/clicks", { channel: channel.id, ts: post.ts, action_id, ...(value && { value }), ...(option && { option }) });
  const blocks = post.blocks.length ? post.blocks.flatMap((block) => drawBlock(block, click)) : [el("p", {}, post.text)];
  const where = `#${channel.name}${post.only_for ? ` · ${T.only_you}` : ""}`;
  const below = channel.posts.filter((other) => other.thread === post.ts);
  const line = (other) => el("li", {}, ...(other.by && other.by !== "app" ? [el("b", {}, other.by.replace(/^U/, "").toLowerCase() + ": ")] : []), ...(other.blocks.length ? other.blocks.flatMap((block) => drawBlock(block, (action_id, value) => call("POST", "/sandbox/slack/clicks", { channel: channel.id, ts: other.ts, action_id, ...(value && { value }) }))) : [other.files?.length ? `📎 ${other.text}` : other.text]), ...(other.pictures ?? []).map((src) => el("img", { src, alt: other.text })));
  const write = el("input", { "aria-label": T.thread, placeholder: T.thread });
  const form = el("form", { class: "thread-write", onsubmit: act(async () => {
    const text = write.value.trim();
    if (!text) return;
    write.value = "";
    await call("POST", "/sandbox/slack/threads", { channel: channel.id, ts: post.ts, text });
  }) }, write);
  return el("article", { class: "post", "data-ts": post.ts }, el("p", { class: "where" }, where), ...blocks, ...(below.length ? [el("ol", { class: "thread" }, ...below.map(line))] : []), ...(post.only_for ? [] : [form]));
};

const MEMBER = "UKIM";
let memberHome = false;
let memberRoom = null;

const drawHome = () => {
  if (!memberHome || !memberRoom?.home.blocks) return [];
  const click = (action_id, value) => call("POST", "/sandbox/slack/clicks", { channel: memberRoom.id, action_id, ...(value && { value }) });
  return [el("article", { class: "post home" }, el("p", { class: "where" }, T.team_home), ...memberRoom.home.blocks.flatMap((block) => drawBlock(block, click)))];
};

const drawDesk = (channels) => {
  const state = JSON.stringify([channels, memberHome && memberRoom?.home]);
  if (state === deskDrawn) return;
  deskDrawn = state;
  const posts = channels.flatMap((channel) => channel.posts.filter((post) => !post.thread).map((post) => [channel, post]));
  posts.sort(([, a], [, b]) => (a.ts < b.ts ? 1 : -1));
  desk.replaceChildren(...drawHome(), ...(posts.length ? posts.map(([channel, post]) => drawPost(channel, post)) : [el("p", { class: "hint" }, T.nothing)]));
};

const field = (block) => {
  const element = block.element;
  const attributes = { name: element.action_id, required: !block.optional };
  let control;
  if (element.type === "static_select") {
    control = el("select", attributes, ...element.options.map((option) => el("option", { value: option.value }, words(option.text))));
    if (element.initial_option) control.value = element.initial_option.value;
    if (block.optional) control.prepend(el("option", { value: "" }, "–"));
    if (block.optional && !element.initial_option) control.value = "";
  } else if (element.type === "datetimepicker") {
    control = el("input", { ...attributes, type: "datetime-local" });
  } else {
    control = el(element.multiline ? "textarea" : "input", { ...attributes, maxlength: element.max_length });
    control.value = element.initial_value ?? "";
  }
  return el("label", {}, words(block.label), control, el("span", { class: "wrong", "data-block": block.block_id }));
};

const drawModal = (modal) => {
  if (!modal) {
    if (dialog.open) dialog.close();
    modalDrawn = "";
    return;
  }
  if (modalDrawn !== modal.view_id) {
    modalDrawn = modal.view_id;
    const shut = () => call("DELETE", `/sandbox/slack/modals/${modal.view_id}`);
    const form = el(
      "form",
      {
        onsubmit: act(async (event) => {
          const values = Object.fromEntries(new FormData(event.target));
          event.target.querySelectorAll("input[type=datetime-local]").forEach((input) => {
            values[input.name] = input.value ? String(Math.floor(new Date(input.value).getTime() / 1000)) : "";
          });
          await call("POST", `/sandbox/slack/modals/${modal.view_id}`, { values });
        }),
      },
      el("h3", {}, words(modal.view.title)),
      ...modal.view.blocks.flatMap((block) => (block.type === "input" ? [field(block)] : drawBlock(block, () => {}))),
      el(
        "div",
        { class: "actions" },
        ...(modal.view.submit ? [el("button", { class: "primary" }, words(modal.view.submit))] : []),
        el("button", { type: "button", onclick: act(shut) }, words(modal.view.close) || T.cancel),
      ),
    );
    dialog.replaceChildren(form);
    dialog.oncancel = act(shut);
    if (!dialog.open) dialog.showModal();
  }
  dialog.querySelectorAll(".wrong").forEach((line) => (line.textContent = modal.errors[line.dataset.block] ?? ""));
};

const watchDesk = async () => {
  let version = -1;
  for (;;) {
    try {
      const state = await call("GET", `/sandbox/slack/channels?version=${version}&wait=20`);
      version = state.version;
      memberRoom = state.channels.find((channel) => channel.user === MEMBER) ?? null;
      drawDesk(state.channels.filter((channel) => !channel.user));
      drawSlack(state.channels.filter((channel) => channel.user));
      drawModal(state.modals.at(-1));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
};
document.getElementById("desk-home").addEventListener(
  "click",
  act(async () => {
    memberHome = !memberHome;
    deskDrawn = "";
    if (memberHome) await call("POST", `/sandbox/slack/people/${MEMBER}/home`, {});
  }),
);
watchDesk();

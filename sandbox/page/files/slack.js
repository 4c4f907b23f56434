// Slack for customers: one person's direct messages with the app, drawn from Block Kit, and his App Home.
const NEWCOMER = "UALEX";
const TEAM = ["UKIM", "UMIRA", "ULEA"];
const slackList = document.getElementById("slack");
const homeButton = document.getElementById("slack-home");
let atHome = false;
let slackRoom = null;

const ofPerson = (action, body = {}) => call("POST", `/sandbox/slack/people/${slackRoom?.user ?? NEWCOMER}/${action}`, body);
const clickIn = (ts) => (action_id, value) => call("POST", "/sandbox/slack/clicks", { channel: slackRoom.id, ts, action_id, ...(value && { value }) });

const slackLine = (post) =>
  post.by
    ? bubble("customer", post.text.replace(/^(start) \S{20,}$/i, "$1") || "📷", [])
    : el("li", { class: "bot slack" }, ...post.blocks.flatMap((block) => drawBlock(block, clickIn(post.ts))));

const drawSlack = (channels) => {
  slackRoom = channels.filter((channel) => channel.user && !TEAM.includes(channel.user)).at(-1) ?? null;
  const home = (slackRoom?.home.blocks ?? []).flatMap((block) => drawBlock(block, clickIn("")));
  const lines = atHome ? [el("li", { class: "bot slack" }, ...home)] : (slackRoom?.posts ?? []).map(slackLine);
  if (!lines.length) lines.push(el("li", { class: "hint" }, T.write_start));
  slackList.replaceChildren(...lines);
  homeButton.textContent = atHome ? T.messages : T.home;
  slackList.scrollTop = slackList.scrollHeight; // last: the header may have grown
};

homeButton.addEventListener(
  "click",
  act(async () => {
    atHome = !atHome;
    drawSlack(slackRoom ? [slackRoom] : []);
    if (atHome) await ofPerson("home");
  }),
);
document.getElementById("slack-write").addEventListener(
  "submit",
  act(async () => {
    const field = document.getElementById("slack-text");
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    await ofPerson("messages", { text });
  }),
);
drawSlack([]);

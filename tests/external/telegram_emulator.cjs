// Runs the npm package telegram-test-api for a test: one JSON object a line in, one JSON object a line out.
// Its server plays Telegram, its own TelegramClient plays the customer. The package does not know secret_token yet;
// the header that Telegram would send is added here, from what the bot gave with setWebhook.
"use strict";
const { createRequire } = require("node:module");
const path = require("node:path");
const readline = require("node:readline");

const [folder, token, port] = process.argv.slice(2);
const load = createRequire(path.join(folder, "node_modules", "telegram-test-api", "package.json"));
const { TelegramServer } = load("./lib/telegramServer.js");
const axios = load("axios");

const server = new TelegramServer({ host: "127.0.0.1", port: Number(port) });
axios.interceptors.request.use((call) => {
  const hook = server.webhooks[token];
  if (hook && call.url === hook.url && hook.secret_token) {
    call.headers = { ...call.headers, "X-Telegram-Bot-Api-Secret-Token": hook.secret_token };
  }
  return call;
});

const actions = {
  say: (client, { text }) => client.sendMessage(client.makeMessage(text)),
  command: (client, { text }) => client.sendCommand(client.makeCommand(text)),
  tap: (client, { data, message_id }) =>
    client.sendCallback(
      client.makeCallbackQuery(data, { message: { message_id, date: Math.floor(Date.now() / 1000) } }),
    ),
  hear: (client) => client.getUpdates(),
};

server.start().then(async () => {
  console.log(JSON.stringify({ ready: true, version: load("./package.json").version }));
  const client = server.getClient(token, { timeout: 8000, interval: 50, firstName: "Anna", chatId: 1, userId: 1 });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const wish = JSON.parse(line);
    try {
      console.log(JSON.stringify(await actions[wish.do](client, wish)));
    } catch (error) {
      console.log(JSON.stringify({ ok: false, error: String(error) }));
    }
  }
  await server.stop();
});

// The web chat as a window on any page, without a framework:
//   <script src="https://feedback.example.com/widget.js" data-flow="lobby"></script>   puts a button into the corner
//   Echoloop.ask("lobby")                                                              opens the window by itself
// data-flow names a page of pages.yaml or its flow; data-lang, data-label and data-title change language and words.
(() => {
  "use strict";
  if (window.Echoloop) return;
  const script = document.currentScript;
  const base = new URL(".", script.src);
  const own = script.dataset;
  const wish = own.lang || document.documentElement.lang || navigator.language || "de";
  const lang = wish.toLowerCase().startsWith("de") ? "de" : "en";
  const words = {
    de: { label: "Feedback", title: "Rückmeldung", close: "Schließen", chat: "Chat" },
    en: { label: "Feedback", title: "Your opinion", close: "Close", chat: "Chat" },
  }[lang];

  const style = `
    :host { all: initial; --ground: #fff; --ink: #17262b; --line: #dde3e1; --accent: var(--echoloop-color, #0c6f66); --on: #fff; --focus: #1f6feb; }
    @media (prefers-color-scheme: dark) { :host { --ground: #182326; --ink: #e8efed; --line: #2b3a3d; --accent: var(--echoloop-color, #5fd0c2); --on: #0f1719; --focus: #7fb2ff; } }
    * { box-sizing: border-box; font: 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    button { cursor: pointer; min-height: 46px; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
    .open { position: fixed; inset: auto 20px 20px auto; z-index: 2147483000; padding: 0 22px; border: 0; border-radius: 23px; font-weight: 600; color: var(--on); background: var(--accent); box-shadow: 0 3px 14px #0004; }
    dialog { position: fixed; inset: auto 20px 20px auto; width: min(420px, calc(100vw - 24px)); height: min(640px, calc(100dvh - 24px)); max-width: none; max-height: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 16px; overflow: hidden; color: var(--ink); background: var(--ground); box-shadow: 0 10px 40px #0006; }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: #0005; }
    header { display: flex; align-items: center; justify-content: space-between; padding: 4px 4px 4px 18px; border-bottom: 1px solid var(--line); }
    h2 { margin: 0; font-weight: 600; }
    header button { width: 46px; border: 0; border-radius: 10px; font-size: 22px; color: inherit; background: none; }
    iframe { flex: 1; width: 100%; border: 0; background: var(--ground); }
    @media (max-width: 480px) { dialog { inset: 12px; width: auto; height: auto; } }
    .open:has(~ dialog[open]) { visibility: hidden; }
    @media print { .open { display: none; } }`;

  const make = (tag, with_ = {}) => Object.assign(document.createElement(tag), with_);
  const host = make("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // not a <style>: the embedding site's content policy may forbid those
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];

  // <dialog> brings what a window needs: everything behind it is inert, Esc closes, the focus goes back where it was.
  const dialog = make("dialog");
  const title = make("h2", { id: "title", textContent: own.title || words.title });
  const shut = make("button", { type: "button", textContent: "×" });
  const head = make("header");
  shut.setAttribute("aria-label", words.close);
  dialog.setAttribute("aria-labelledby", "title");
  head.append(title, shut);
  dialog.append(head);
  root.append(dialog);

  let frame = null;
  const close = () => dialog.open && dialog.close();
  shut.addEventListener("click", close);
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  const drop = () => {
    frame?.remove(); // a closed window asks for no messages
    frame = null;
  };
  dialog.addEventListener("close", () => dialog.open || drop()); // told late: it may be open again by then
  addEventListener("message", (event) => {
    // Esc pressed inside the frame, whose keys do not reach this page
    if (frame && event.source === frame.contentWindow && event.origin === base.origin && event.data === "echoloop:close") close();
  });

  const ask = (flow) => {
    close();
    drop();
    const url = new URL("chat", base);
    url.search = new URLSearchParams({ ask: String(flow ?? ""), lang, embed: "1" });
    frame = make("iframe", { title: words.chat, src: url.href });
    dialog.append(frame);
    dialog.showModal();
  };

  const ready = () => {
    document.body.append(host);
    if (!own.flow) return;
    const open = make("button", { type: "button", className: "open", textContent: own.label || words.label });
    open.setAttribute("aria-haspopup", "dialog");
    open.addEventListener("click", () => ask(own.flow));
    root.prepend(open);
  };
  if (document.body) ready();
  else addEventListener("DOMContentLoaded", ready);
  window.Echoloop = Object.freeze({ ask, close });
})();

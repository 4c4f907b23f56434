// The web chat without page loads: sends what is typed or tapped, and asks for what is new.
(() => {
  if (window.parent !== window) document.body.classList.add("framed"); // inside another page its frame is enough
  const list = document.getElementById("lines");
  const form = document.getElementById("write");
  const field = document.getElementById("text");
  const problem = document.getElementById("problem");
  const lang = form.querySelector("[name=lang]").value;
  let shown = "";
  let pause = 1000;

  // As app/web/breaking.py does: a long link ends its line after a slash, a case's number is never torn apart.
  const breaking = (text) =>
    text.split(/(\S{20,}|\bC-\d+\b)/).flatMap((part, index) => {
      if (index % 2 === 0) return part;
      if (part.startsWith("C-")) return Object.assign(document.createElement("span"), { className: "whole", textContent: part });
      return part.split(/(?<=[^\/]\/)(?!\/)/).flatMap((piece, at) => (at ? [document.createElement("wbr"), piece] : piece));
    });

  const draw = (lines) => {
    const state = JSON.stringify(lines);
    if (state === shown) return false;
    shown = state;
    const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
    lines.forEach((line) => {
      let item = known.get(line.id);
      if (!item) {
        item = document.createElement("li");
        item.dataset.id = line.id;
        item.className = line.ours ? "ours" : "theirs";
        const text = document.createElement("p");
        const who = document.createElement("span");
        who.className = "sr";
        who.textContent = (line.ours ? list.dataset.brand : list.dataset.you) + ": ";
        text.append(who, ...breaking(line.text));
        if (line.picture) item.append(Object.assign(new Image(), { src: line.picture, alt: line.alt }));
        item.append(text);
        list.append(item);
      }
      item.querySelector(".choices")?.remove();
      if (line.choices.length) item.append(choices(line));
    });
    document.getElementById("empty").hidden = lines.length > 0;
    list.lastElementChild?.scrollIntoView({ block: "nearest" });
    return true;
  };

  const choices = (line) => {
    const box = document.createElement("div");
    box.className = "choices " + line.layout;
    line.choices.forEach((choice) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = choice.label;
      button.addEventListener("click", () => send({ button: choice.payload + "|" + choice.label }));
      box.append(button);
    });
    return box;
  };

  const send = async (what) => {
    const body = new URLSearchParams({ message_id: crypto.randomUUID?.() ?? String(Math.random()).slice(2), lang, ...what });
    problem.hidden = true;
    try {
      const answer = await fetch("/chat/messages", { method: "POST", body, headers: { accept: "application/json" } });
      const data = await answer.json();
      if (!answer.ok) throw new Error(data.problem);
      draw(data.lines);
      pause = 300;
      return true;
    } catch (error) {
      problem.textContent = (error instanceof TypeError ? "" : error.message) || problem.dataset.failed;
      problem.hidden = false;
      return false;
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value;
    if (!text.trim()) return;
    field.value = "";
    if (!(await send({ text }))) field.value = text;
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const ask = async () => {
    try {
      const answer = await fetch("/chat/messages", { cache: "no-store" });
      if (answer.ok && draw((await answer.json()).lines)) pause = 700;
      else pause = Math.min(pause * 1.3, 4000);
    } catch {
      pause = 4000;
    }
    setTimeout(ask, document.hidden ? 4000 : pause);
  };
  if (window.parent !== window) {
    // Shown by widget.js: its window closes on Esc, wherever the focus is.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      setTimeout(() => window.parent.postMessage("echoloop:close", "*"), 50); // not while the key is still being handled
    });
  }
  // The server's choices are forms; with JavaScript they become taps without a page load.
  list.querySelectorAll("form.choices button").forEach((button) =>
    button.addEventListener("click", (event) => {
      event.preventDefault();
      send({ button: button.value });
    }),
  );
  list.lastElementChild?.scrollIntoView({ block: "nearest" });
  setTimeout(ask, 400);
})();

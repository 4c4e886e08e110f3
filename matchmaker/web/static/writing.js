// Keeps the help beside the listing form up to date; without it, "Check my text" does the same.
"use strict";

(() => {
  const PAUSE = 1500; // milliseconds without typing
  const form = document.getElementById("listing-form");
  const panel = document.querySelector("[data-writing]");
  const status = document.querySelector("[data-writing-status]");
  if (!form || !panel) return;

  let timer = 0;
  let asked = null;

  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const text = new FormData(form);
    text.set("part", "help");
    try {
      const answer = await fetch(form.dataset.checkUrl, { method: "POST", body: text, signal: asked.signal });
      if (!answer.ok || answer.redirected) return; // signed out, say: the button tells why
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      panel.replaceChildren(...parsed.body.childNodes);
      status.textContent = status.dataset.done;
    } catch {
      // no connection, or overtaken by the next look: what is shown stays
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    status.textContent = "";
    timer = setTimeout(look, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
})();

// Chips and a search in place of the text field with CPC codes, which keeps holding them.
"use strict";

(() => {
  const PAUSE = 200; // milliseconds without typing
  const picker = document.querySelector("[data-cpc-picker]");
  if (!picker) return;
  const field = picker.querySelector("input");
  const chosen = picker.querySelector("[data-cpc-chosen]");
  const results = picker.querySelector("[data-cpc-results]");
  const status = picker.querySelector("[data-cpc-status]");
  const label = picker.querySelector("label");
  const said = picker.dataset;

  const search = document.createElement("input");
  search.type = "search";
  search.id = "cpc-search";
  search.className = "form-control";
  search.autocomplete = "off";
  search.maxLength = 100;
  if (field.getAttribute("aria-describedby")) {
    search.setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
  }
  label.htmlFor = search.id;
  field.type = "hidden";
  picker.querySelector("[data-cpc-find]").remove();
  picker.querySelector(".cpc-typed").append(search);
  for (const link of document.querySelectorAll(`a[href="#${field.id}"]`)) link.href = `#${search.id}`;

  const codes = () => field.value.split(/[;,]/).map((code) => code.trim()).filter(Boolean);
  const keep = (list) => {
    field.value = list.join("; ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const remover = (item) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cpc-remove";
    button.textContent = "×";
    button.setAttribute("aria-label", `${said.remove} ${item.dataset.cpc}`);
    button.addEventListener("click", () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      keep(codes().filter((code) => code.replace(/\s/g, "").toUpperCase() !== item.dataset.cpc));
      status.textContent = `${said.removed} ${item.dataset.cpc}`;
      (next?.querySelector("button") ?? search).focus();
    });
    item.append(button);
  };

  const add = (button) => {
    const { cpc, title } = button.dataset;
    if (!codes().includes(cpc)) {
      const item = document.createElement("li");
      item.dataset.cpc = cpc;
      const code = document.createElement("span");
      code.className = "cpc-code";
      code.textContent = cpc;
      const words = document.createElement("span");
      words.textContent = title;
      item.append(code, " ", words);
      remover(item);
      chosen.append(item);
      keep([...codes(), cpc]);
    }
    const entry = button.closest("li");
    const next = (entry.nextElementSibling ?? entry.previousElementSibling)?.querySelector("button");
    entry.remove();
    status.textContent = `${said.added} ${cpc} ${title}`;
    (next ?? search).focus();
  };

  let timer = 0;
  let asked = null;
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    if (search.value.trim().length < 2) {
      results.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const address = `${said.searchUrl}?q=${encodeURIComponent(search.value)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const button of parsed.querySelectorAll("[data-cpc]")) {
        if (codes().includes(button.dataset.cpc)) button.closest("li").remove();
      }
      results.replaceChildren(...parsed.body.childNodes);
      status.textContent = `${said.found} ${results.querySelectorAll("[data-cpc]").length}`;
    } catch {
      // no connection, or overtaken by the next search: what is shown stays
    }
  };

  const walk = (event) => {
    const stops = [search, ...results.querySelectorAll("button")];
    const here = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (here < 0) return;
    if (step && stops[here + step]) {
      event.preventDefault();
      stops[here + step].focus();
    } else if (event.key === "Escape" && here > 0) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Enter" && here === 0) {
      event.preventDefault(); // it searches; the form is not sent
      clearTimeout(timer);
      look();
    }
  };

  search.addEventListener("input", (event) => {
    event.stopPropagation(); // a search is no change of the listing
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  picker.addEventListener("keydown", walk);
  results.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cpc]");
    if (button) add(button);
  });
  chosen.querySelectorAll("li").forEach(remover);
})();

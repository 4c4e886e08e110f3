// Saves a draft while it is written; of a listing that others read, a copy for its writer alone.
// Without it the Save button does. It never sends two requests at a time, and stops at a conflict.
"use strict";

(() => {
  const PAUSE = 2000; // milliseconds without typing
  const AGAIN = 15000; // after a failure
  const form = document.getElementById("listing-form");
  const status = document.querySelector("[data-autosave-status]");
  if (!form || !status || !("autosave" in form.dataset)) return;

  let timer = 0;
  let isDirty = false;
  let isSaving = false;
  let isStopped = false;

  const say = (name, words = {}) => {
    const time = new Date().toLocaleTimeString(document.documentElement.lang || [], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    let text = status.dataset[name].replace("{time}", time);
    if (words.fields) text += `. ${status.dataset.leftOut.replace("{fields}", words.fields)}`;
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("autosave-trouble", name !== "saved" && name !== "kept");
  };

  const take = (mark) => {
    form.elements.namedItem("version").value =
      mark.dataset.autosaved === "saved" ? mark.dataset.version : form.elements.namedItem("version").value;
    if (mark.dataset.autosaved === "saved" && !location.pathname.endsWith(mark.dataset.editUrl)) {
      history.replaceState(null, "", mark.dataset.editUrl);
    }
    const owner = form.elements.namedItem("organization");
    if (owner?.tagName === "SELECT") {
      for (const option of owner.options) option.disabled = !option.selected; // the draft is theirs
    }
    say(mark.dataset.autosaved, { fields: mark.dataset.leftOut });
  };

  const later = (wait) => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(save, wait);
  };

  const save = async () => {
    if (!isDirty || isSaving || isStopped) return;
    isSaving = true;
    isDirty = false;
    try {
      const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body: new FormData(form) });
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const mark = parsed.querySelector("[data-autosaved]");
      if (isStopped) return;
      if (mark?.dataset.autosaved === "conflict") {
        isStopped = true;
        say("conflict");
      } else if (mark && answer.ok) {
        take(mark);
      } else {
        isDirty = true;
        // Signed in again in another tab: that session has a token of its own.
        const token = parsed.querySelector("[data-send-again=signed-in] [name=csrf_token]");
        const own = form.elements.namedItem("csrf_token");
        if (token && own.value !== token.value) {
          own.value = token.value;
          later(0);
          return;
        }
        say(answer.redirected || answer.status === 400 ? "signedOut" : "failed");
        later(AGAIN);
      }
    } catch {
      isDirty = true;
      say("offline");
      later(AGAIN);
    } finally {
      isSaving = false;
      if (isDirty && !timer) later(PAUSE);
    }
  };

  // A new listing begins with its own words, not with a choice or a search for a code.
  const isBegun = () =>
    /^\/listings\//.test(location.pathname) ||
    [...form.querySelectorAll("[name=title], [name=teaser], textarea")].some((field) => field.value.trim());

  const typed = () => {
    if (!isBegun()) return;
    isDirty = true;
    later(PAUSE);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("focusout", (event) => {
    if (event.target.name && isDirty) later(300);
  });
  window.addEventListener("online", () => later(0));
  form.addEventListener("submit", () => {
    isStopped = true;
    clearTimeout(timer);
  });
})();

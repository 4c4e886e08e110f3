// Enhances pages that work without it: theme, menus, counters, questions before an action,
// and a word while something takes its time.
"use strict";

(() => {
  const root = document.documentElement;
  const KEY = "theme";

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off
    }
  };
  const isDark = () =>
    root.dataset.bsTheme
      ? root.dataset.bsTheme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;

  // Before the first paint, so that no page flashes in the other theme.
  if (stored() === "light" || stored() === "dark") root.dataset.bsTheme = stored();

  const themeToggle = () => {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        root.dataset.bsTheme = isDark() ? "light" : "dark";
        try {
          localStorage.setItem(KEY, root.dataset.bsTheme);
        } catch {
          // the choice holds for this page
        }
      });
    }
  };

  const menus = () => {
    const all = document.querySelectorAll("[data-menu], .answer-why");
    const close = (except) => {
      for (const menu of all) if (menu !== except && menu.open) menu.open = false;
    };
    document.addEventListener("click", (event) => close(event.target.closest("[data-menu], .answer-why")));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const open = [...all].find((menu) => menu.open);
      if (!open) return;
      open.open = false;
      open.querySelector("summary").focus();
    });
  };

  const questions = () => {
    document.addEventListener("submit", (event) => {
      const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
      if (question && !window.confirm(question)) event.preventDefault();
    });
  };

  const counters = () => {
    for (const counter of document.querySelectorAll("[data-counter-for]")) {
      const field = document.getElementById(counter.dataset.counterFor);
      const limit = Number(field?.dataset.limit);
      if (!limit) continue;
      const { one, many, oneOver, manyOver } = counter.dataset;
      const show = () => {
        const left = limit - [...field.value].length; // in characters, as the server counts them
        const words = left < 0 ? (left === -1 ? oneOver : manyOver) : left === 1 ? one : many;
        const isLow = left < limit / 10;
        counter.textContent = words.replace("{n}", Math.abs(left).toLocaleString(root.lang));
        counter.classList.toggle("counter-low", isLow);
        counter.classList.toggle("counter-over", left < 0);
        counter.ariaLive = left < 0 ? "polite" : "off";
        if ("stops" in counter.dataset) field.setCustomValidity(left < 0 ? counter.textContent : "");
        counter.hidden = "quiet" in counter.dataset && !isLow;
      };
      field.addEventListener("input", show);
      field.addEventListener("invalid", () => field.closest("details")?.setAttribute("open", ""));
      show();
    }
  };

  // What was wrong is no longer said of a field that has been changed since.
  const mended = () => {
    document.addEventListener("change", ({ target }) => {
      const field = target.closest(".field-invalid");
      if (!field) return;
      field.classList.remove("field-invalid");
      for (const input of field.querySelectorAll("[aria-invalid]")) {
        input.removeAttribute("aria-invalid");
        input.classList.remove("is-invalid");
      }
      for (const link of document.querySelectorAll(".error-summary a")) {
        if (field.contains(document.getElementById(link.hash.slice(1)))) link.parentElement.remove();
      }
      for (const error of field.querySelectorAll(".field-error")) error.remove();
      for (const summary of document.querySelectorAll(".error-summary")) {
        if (!summary.querySelector("li")) summary.remove();
      }
    });
  };

  // A form or link with data-progress="what is happening": it is sent once, and after a moment it
  // says so. data-progress-file: the answer is a file, so this page stays and is given free again.
  const progress = () => {
    const MOMENT = 300, FILE = 5000; // milliseconds
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    status.className = "visually-hidden";
    document.body.append(status);
    const running = new Map();

    const release = (owner) => {
      const { timer, button } = running.get(owner);
      clearTimeout(timer);
      for (const name of ["aria-busy", "aria-disabled"]) button.removeAttribute(name);
      running.delete(owner);
      status.textContent = "";
    };
    const begin = (event, owner, button, text) => {
      if (running.has(owner)) {
        event.preventDefault();
        return;
      }
      const say = () => {
        button.setAttribute("aria-busy", "true");
        button.setAttribute("aria-disabled", "true");
        status.textContent = text;
      };
      running.set(owner, { button, timer: setTimeout(say, MOMENT) });
      if ("progressFile" in owner.dataset) setTimeout(() => running.has(owner) && release(owner), FILE);
    };

    document.addEventListener("submit", (event) => {
      const { target, submitter } = event;
      const text = submitter?.dataset.progress ?? target.dataset.progress;
      if (text && !event.defaultPrevented) begin(event, target, submitter ?? target, text);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-progress]");
      if (link) begin(event, link, link, link.dataset.progress);
    });
    addEventListener("pageshow", () => [...running.keys()].forEach(release)); // back from the next
  };

  document.addEventListener("DOMContentLoaded", () => {
    themeToggle();
    menus();
    questions();
    progress();
    counters();
    mended();
    document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    document.querySelector("[data-focus]")?.focus();
  });
})();

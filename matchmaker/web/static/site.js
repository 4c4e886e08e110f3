// Enhances pages that work without it: theme, menus, counters, questions before an action.
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
      if (!field || field.maxLength < 1) continue;
      const show = () => {
        const left = field.maxLength - field.value.length;
        counter.textContent = `${left} character${left === 1 ? "" : "s"} left`;
        counter.classList.toggle("counter-low", left < field.maxLength / 10);
      };
      counter.hidden = false;
      field.addEventListener("input", show);
      show();
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    themeToggle();
    menus();
    questions();
    counters();
    document.querySelector("[data-focus]")?.focus();
  });
})();

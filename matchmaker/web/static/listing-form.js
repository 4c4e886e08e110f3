// Makes the listing form shorter to look at: long lists get a filter, an offer shows its own type's
// part, the steps say which of them are complete. Without it everything is there, folded.
"use strict";

(() => {
  const LONG = 15; // choices; shorter lists are read faster than filtered
  const form = document.getElementById("listing-form");
  if (!form) return;

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const filtered = (list, number) => {
    const choices = [...list.querySelectorAll(".check")];
    if (choices.length < LONG) return;
    const box = document.createElement("div");
    box.className = "codes-filter";
    const label = document.createElement("label");
    const input = document.createElement("input");
    const status = document.createElement("p");
    const legend = list.closest("fieldset").querySelector("legend").firstChild.textContent.trim();
    input.type = "search";
    input.id = `codes-filter-${number}`;
    input.className = "form-control";
    input.autocomplete = "off";
    label.htmlFor = input.id;
    label.append(`${list.dataset.filter}: ${legend}`);
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    box.append(label, input, status);
    list.querySelector("summary").after(box);

    input.addEventListener("input", (event) => {
      event.stopPropagation(); // a filter is no change of the listing
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      for (const choice of choices) {
        const group = choice.closest(".codes-group").querySelector(".codes-heading")?.textContent ?? "";
        const text = plain(`${choice.textContent} ${group}`);
        choice.hidden = !words.every((word) => text.includes(word));
      }
      for (const group of list.querySelectorAll(".codes-group")) {
        group.hidden = !group.querySelector(".check:not([hidden])");
      }
      const shown = choices.filter((choice) => !choice.hidden).length;
      status.textContent = `${list.dataset.filterFound} ${shown}`;
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Escape" && input.value) {
        event.preventDefault();
        input.value = "";
        input.dispatchEvent(new Event("input"));
      }
    });
  };

  // What is ticked stands in the summary at once, not only after saving.
  const told = (list) => {
    list.addEventListener("change", () => {
      const labels = [...list.querySelectorAll("input:checked")].map((tick) =>
        tick.nextElementSibling.textContent.trim());
      const first = list.querySelector("summary > span");
      first.textContent = labels.length ? labels.join(", ") : list.dataset.none;
      first.className = labels.length ? "codes-chosen" : "quiet";
    });
  };

  const isFilled = (part) =>
    [...part.querySelectorAll("input, select, textarea")].some((field) =>
      field.type === "checkbox" || field.type === "radio" ? field.checked : field.value.trim());

  const types = () => {
    const type = form.elements.namedItem("type");
    const parts = [...form.querySelectorAll("[data-for-type]")];
    if (!type || !parts.length) return;
    const show = () => {
      for (const part of parts) {
        const own = part.dataset.forType === type.value;
        part.hidden = !own && !isFilled(part);
        if (own && !part.open && document.activeElement === type) part.open = true;
      }
    };
    type.addEventListener("change", show);
    show();
  };

  const steps = () => {
    const marks = [...document.querySelectorAll("[data-step]")];
    const asked = (step) =>
      [...step.querySelectorAll(".field")].filter((field) => !field.querySelector(".optional"));
    // A choice that was made beforehand is an answer only once nothing before it is missing.
    const isBegun = (step) => asked(step).some((field) => !field.querySelector("[type=radio]"));
    const show = () => {
      let isAllBefore = true;
      for (const mark of marks) {
        const step = document.getElementById(`step-${mark.dataset.step}`);
        const done = asked(step).every(isFilled) && (isAllBefore || isBegun(step));
        isAllBefore = isAllBefore && done;
        mark.classList.toggle("steps-done", done);
        const state = mark.querySelector("[data-step-state]");
        state.textContent = done ? ` (${state.dataset.complete})` : "";
      }
    };
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    show();
  };

  document.querySelectorAll("#listing-form .codes").forEach((list, number) => {
    filtered(list, number);
    told(list);
  });
  types();
  steps();
})();

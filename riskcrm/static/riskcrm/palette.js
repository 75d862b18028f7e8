/* The command palette: Ctrl-K or "/", a few letters, Enter. Without this file the search box of the
   top bar looks among customers. */
(() => {
  "use strict";
  const dialog = document.querySelector("#palette");
  if (!dialog) return;
  const input = dialog.querySelector("#palette-input");
  const list = dialog.querySelector("#palette-list");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let enterWaits = false; // Enter pressed while the answer was still on its way
  // what is typed is asked for a moment later: until its answer is there, the list is of before
  const isAnswered = () =>
    list.querySelector("[data-asked]")?.dataset.asked === input.value.trim();

  function open() {
    if (document.querySelector("dialog[open]")) return;
    input.value = "";
    dialog.showModal();
    input.focus();
    htmx.trigger(input, "palette-open");
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = options();
    if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  }

  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the key chooses a character
    if (STEPS[event.key]) {
      event.preventDefault();
      step(STEPS[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isAnswered()) chosen()?.click();
      else enterWaits = true;
    }
  });
  input.addEventListener("input", () => {
    enterWaits = false;
  });

  list.addEventListener("htmx:afterSettle", () => {
    choose(options()[0]);
    if (!isAnswered()) return;
    if (enterWaits) chosen()?.click();
    enterWaits = false;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-open]")) open();
  });
  document.addEventListener("keydown", (event) => {
    const isCommand = event.ctrlKey || event.metaKey;
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const isSlash = event.key === "/" && !isCommand && !event.altKey && !isTyping;
    if (!(isCommand && event.key.toLowerCase() === "k") && !isSlash) return;
    event.preventDefault();
    open();
  });
})();

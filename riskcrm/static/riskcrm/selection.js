/* Rows of a list ticked for an act on many of them. Without this file every act asks for the ticks
   when it is pressed. */
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  let counted = ""; // how many rows the list has, once its foot has asked

  function show() {
    const bar = one("[data-selection]");
    if (!bar) return;
    const boxes = all("[data-select]");
    const ticked = boxes.filter((box) => box.checked);
    const everything = one("[data-everything]");
    if (ticked.length < boxes.length) everything.value = "";
    bar.classList.toggle("is-open", ticked.length > 0);
    boxes.forEach((box) => box.closest("tr").classList.toggle("ticked", box.checked));
    const words = one("[data-selected]");
    words.textContent = everything.value
      ? words.dataset.all
      : words.dataset.some.replace("%s", ticked.length);
    const head = one("[data-select-page]");
    head.checked = ticked.length === boxes.length;
    head.indeterminate = ticked.length > 0 && !head.checked;
    const button = one("[data-select-everything]");
    if (!button) return;
    button.hidden = Boolean(everything.value);
    if (counted) button.textContent = button.dataset.counted.replace("%s", counted);
  }

  function tickPage(on) {
    all("[data-select]").forEach((box) => {
      box.checked = on;
    });
    show();
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select]")) show();
    if (event.target.matches("[data-select-page]")) tickPage(event.target.checked);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-select-nothing]")) tickPage(false);
    if (event.target.closest("[data-select-everything]")) {
      one("[data-everything]").value = "1";
      tickPage(true);
    }
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    if (one("dialog[open]")) return;
    if (event.key === "x") {
      const box = one("[data-row].at [data-select]");
      if (box) box.click();
    } else if (event.key === "X") {
      one("[data-select-page]")?.click();
    }
  });
  document.addEventListener("list-counted", (event) => {
    counted = event.detail.count;
    show();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "list") counted = "";
    show();
  });
  addEventListener("pageshow", show); // Back may bring ticks along
  show();
})();

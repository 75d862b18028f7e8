/* Naming people in notes: @ offers those who may see the customer. Every page works without it. */
(() => {
  "use strict";
  const CALL = /(?:^|[^A-Za-z0-9_@.+-])@([\p{L}\p{N}_.+-]{0,40})$/u;
  const PAUSE = 150; // milliseconds without a key, before people are looked up
  let area = null; // where somebody writes
  let timer = 0;

  const listOf = (field) => field.closest("[data-mentions]")?.querySelector(".mention-list");
  const optionsOf = (list) => [...list.querySelectorAll("[role=option]")];
  const called = (field) => CALL.exec(field.value.slice(0, field.selectionStart))?.[1];

  function close() {
    const list = area && listOf(area);
    if (!list) return;
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function mark(list, option) {
    optionsOf(list).forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    area.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  const marked = (list) => list.querySelector("[aria-selected=true]");

  function look(field) {
    const name = called(field);
    const list = listOf(field);
    if (name === undefined || !list) return close();
    area = field;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.after(list.parentElement);
    const address = `${list.dataset.mentionUrl}?name=${encodeURIComponent(name)}`;
    window.htmx.ajax("GET", address, { target: list, swap: "innerHTML" });
  }

  function show(list) {
    const options = optionsOf(list);
    list.hidden = !options.length || !area || called(area) === undefined;
    if (!list.hidden) mark(list, options[0]);
  }

  function choose(list, option) {
    const name = called(area);
    const caret = area.selectionStart;
    const start = caret - name.length;
    const rest = area.value.slice(caret);
    const space = rest.startsWith(" ") ? "" : " ";
    area.setRangeText(option.dataset.name + space, start, caret, "end");
    close();
    area.focus();
  }

  function step(list, by) {
    const options = optionsOf(list);
    const at = options.indexOf(marked(list));
    mark(list, options[(at + by + options.length) % options.length]);
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-mentions] textarea")) return;
    clearTimeout(timer);
    if (called(field) === undefined) return close();
    timer = setTimeout(() => look(field), PAUSE);
  });

  document.addEventListener(
    "keydown",
    (event) => {
      const list = area === event.target && area ? listOf(area) : null;
      if (!list || list.hidden) return;
      const acts = {
        ArrowDown: () => step(list, 1),
        ArrowUp: () => step(list, -1),
        Enter: () => choose(list, marked(list)),
        Tab: () => choose(list, marked(list)),
        Escape: close,
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    },
    true,
  );

  document.addEventListener("click", (event) => {
    const option = event.target.closest(".mention-list [role=option]");
    if (option) choose(option.closest(".mention-list"), option);
    else close();
    if (event.target.closest("[data-print]")) window.print();
  });

  // After the swap, not after settling: Enter pressed in between would end the line.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches?.(".mention-list")) show(event.target);
  });
})();

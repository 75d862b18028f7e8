/* Keyboard and menus. Every page works without this file. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);

  const rowLink = (row) => one("a[href]", row);

  // --- keys -------------------------------------------------------------------------------------
  const isTyping = (target) =>
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  function move(step) {
    const rows = all("[data-list] [data-row]");
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains("at"));
    const next = Math.min(Math.max(at < 0 ? 0 : at + step, 0), rows.length - 1);
    rows.forEach((row) => row.classList.remove("at"));
    rows[next].classList.add("at");
    rows[next].scrollIntoView({ block: "nearest" });
    const link = rowLink(rows[next]);
    if (link) link.focus({ preventScroll: true });
  }

  // a line that is done hands the keyboard to the act of the next one
  function goOn(row) {
    const act = "input:not([type=hidden]), .work-act a";
    let next = row.nextElementSibling;
    while (next && !one(act, next)) next = next.nextElementSibling;
    if (!next) return;
    all("[data-list] .at").forEach((other) => other.classList.remove("at"));
    next.classList.add("at");
    one(act, next).focus();
  }

  // of a row's page the next one of its list, of a list its next page
  function turn(name, rel) {
    const link = one(`[data-neighbours] [data-${name}][href]`);
    (link || one(`.pager [rel=${rel}]`))?.click();
  }

  function showKeys() {
    const sheet = one("#keys");
    if (!sheet) return;
    all("[data-when]", sheet).forEach((part) => {
      part.hidden = !one(part.dataset.when);
    });
    sheet.showModal();
  }

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    n: () => one("[data-neighbours] [data-next][href]")?.click(),
    p: () => one("[data-neighbours] [data-previous][href]")?.click(),
    "]": () => turn("next", "next"),
    "[": () => turn("previous", "prev"),
    u: () => one("[data-neighbours] [data-back]")?.click(),
    f: () => one(".filter-bar :is(input:not([type=hidden]), select)")?.focus(),
    "?": showKeys,
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (one("dialog[open]")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // --- what scrolls sideways inside a page can be reached, and so scrolled, by keyboard ------------
  function letScrollByKey() {
    // a list that does not fit scrolls in its frame; one that fits keeps its heads at the window
    all(".table-frame").forEach((frame) => {
      frame.dataset.wide ??= frame.classList.contains("table-wide"); // as the server said
      frame.classList.toggle("table-wide", frame.dataset.wide === "true");
      if (frame.scrollWidth > frame.clientWidth + 1) frame.classList.add("table-wide");
    });
    all(".scroll-x, .panel, .table-wide").forEach((box) => {
      const scrolls =
        box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "auto";
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }

  // --- on a phone a row is a card: a figure needs its head, nothing is said of what is not known, ---
  // --- and of many facts the key ones show and the others fold away ----------------------------------
  const FACTS = 3;
  const NOT_FACTS = "th, .cell-title, .cell-mark, .cell-blank, .cell-hide:not(.cell-sorted)";
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  function makeCards() {
    all(".panel table.table:not(.table-narrow)").forEach((table) => {
      const heads = all("thead th, thead td", table).map((head) =>
        one(".visually-hidden", head) ? "" : capital(head.textContent.trim()),
      );
      if (!heads.length || one("[colspan], [rowspan]", table)) return;
      all("tbody > tr, tfoot > tr", table).forEach((row) => {
        [...row.children].forEach((cell, at) => {
          if (heads[at]) cell.dataset.label = heads[at];
        });
      });
      table.classList.add("table-cards");
    });
    all(".table-list > tbody > tr, .table-cards > :is(tbody, tfoot) > tr").forEach(makeCard);
  }

  function makeCard(row) {
    if (row.dataset.card) return;
    row.dataset.card = "made";
    const cells = [...row.children];
    cells.forEach((cell) => {
      const isBlank = ["", "–"].includes(cell.textContent.trim()) && !one("a, input, button", cell);
      cell.classList.toggle("cell-blank", isBlank);
    });
    const facts = cells.filter((cell) => !cell.matches(NOT_FACTS) && !one("button", cell));
    const key = facts.filter((cell) => cell.matches(".cell-key"));
    const shown = key.length ? key : facts.slice(0, FACTS);
    const rest = facts.filter((cell) => !shown.includes(cell) && !cell.matches(".cell-sorted"));
    if (rest.length < 2) return;
    rest.forEach((cell) => cell.classList.add("cell-folded"));
    const more = document.createElement("td");
    more.className = "cell-more";
    more.innerHTML = '<button type="button" class="unfold" aria-expanded="false"></button>';
    more.firstChild.textContent = document.body.dataset.more;
    row.append(more);
  }

  function unfold(button) {
    const isOpen = button.closest("tr").classList.toggle("card-open");
    button.setAttribute("aria-expanded", String(isOpen));
    button.textContent = isOpen ? document.body.dataset.less : document.body.dataset.more;
  }

  // --- menus ---------------------------------------------------------------------------------------
  function closeMenus(except) {
    all("details.menu[open]").forEach((menu) => {
      if (!menu.contains(except)) menu.open = false;
    });
    document.body.classList.remove("rail-is-open");
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-rail-open]");
    if (opener) {
      event.preventDefault();
      document.body.classList.add("rail-is-open");
      one("#rail a[href]")?.focus();
      return;
    }
    if (event.target.closest("[data-rail-close]")) document.body.classList.remove("rail-is-open");
    if (event.target.isConnected) closeMenus(event.target);
    const tab = event.target.closest("[data-tabs] a");
    if (tab) {
      all("a", tab.closest("[data-tabs]")).forEach((other) => other.removeAttribute("aria-current"));
      tab.setAttribute("aria-current", "true");
    }
    const more = event.target.closest(".cell-more > button");
    if (more) unfold(more);
    const person = event.target.closest("[data-fill]");
    if (person) fill(person);
  });

  // --- sign-in of the demo: one click fills the form ---------------------------------------------------
  function fill(button) {
    const form = one(button.dataset.fill);
    one("[name=login]", form).value = button.dataset.login;
    one("[name=password]", form).value = button.dataset.password;
    one("[type=submit]", form).focus();
  }

  // --- what htmx swaps ------------------------------------------------------------------------------------
  let open = [];
  document.addEventListener("htmx:beforeSwap", () => {
    open = all("details[data-keep][open]").map((menu) => menu.dataset.keep);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    open.forEach((name) => {
      const menu = one(`details[data-keep="${name}"]`);
      if (menu) menu.open = true;
    });
    open = [];
    if (event.target.matches?.("[data-done]")) goOn(event.target.closest("[data-row]"));
    const source = event.target.closest?.("[data-count-source]");
    if (source) {
      all(`[data-count="${source.dataset.countSource}"]`).forEach((count) => {
        count.textContent = source.textContent.trim();
      });
    }
    makeCards();
    letScrollByKey();
  });
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, (event) => {
      if (event.target.closest?.("[data-quiet]")) return;
      const notice = document.createElement("div");
      notice.className = "notice notice-error";
      notice.setAttribute("role", "alert");
      notice.textContent = document.body.dataset.failure;
      const target = event.detail.target || one("#content");
      target.prepend(notice);
    });
  }

  makeCards();
  letScrollByKey();
  addEventListener("resize", letScrollByKey);
})();

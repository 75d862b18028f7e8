/* The editor of a scorecard: sums and lower bounds follow what is typed; buttons change the form in
   place. Without this file they load the page again. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const form = () => one("[data-card-form]");

  const amount = (field) => Number(field.value) || 0;
  const sum = (fields) => fields.reduce((total, field) => total + amount(field), 0);
  const shown = (value) => String(Math.round(value * 100) / 100);

  function addUp() {
    const page = form();
    if (!page) return;
    all("[data-card-section]", page).forEach((group) => {
      const weights = all("[data-card-field=weight]", group);
      one("[data-weight-sum]", group).textContent = shown(sum(weights));
    });
    one("[data-weight-total]", page).textContent = shown(sum(all("[data-card-field=weight]", page)));
    one("[data-cap-total]", page).textContent = shown(sum(all("[data-card-field=cap]", page)));
  }

  // a bin begins where the one before it ends
  function followBounds(table) {
    const rows = all("tbody > tr", table);
    rows.forEach((row, at) => {
      const before = at && one("[data-card-field=upper]", rows[at - 1]);
      one("[data-card-lower]", row).textContent = (before && before.value) || "–";
    });
  }

  let timer;
  function changed() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      document.body.dispatchEvent(new Event("book-changed"));
      if (!one("[data-card-customer]")?.value) return;
      document.body.dispatchEvent(new Event("card-changed"));
    }, 400);
  }

  document.addEventListener("input", (event) => {
    if (!event.target.closest("[data-card-form]")) return;
    addUp();
    const table = event.target.closest(".card-bins");
    if (table) followBounds(table);
    const weight = event.target.closest("[data-card-field=weight]");
    if (weight) {
      const told = one("[data-weight-of]", weight.closest(".card-factor"));
      if (told) told.textContent = weight.value;
    }
    changed();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-editor-act]");
    if (!button) return;
    event.preventDefault();
    const focus = button.id;
    const form = button.form;
    const sent = window.htmx.ajax("POST", form.action, {
      source: form,
      target: form,
      swap: "outerHTML",
      values: { act: button.value },
    });
    form.inert = true; // a second press would be answered into a form that is no longer there
    sent
      .then(() => {
        goOn(button.value, focus);
        changed();
      })
      .finally(() => {
        form.inert = false;
      });
  });

  // the keyboard goes on where something was added, or at the button that was pressed
  function goOn(act, pressed) {
    const at = one("[data-at]");
    const field = at && act.startsWith("add:") && one(`#${at.dataset.at}-upper, #${at.dataset.at}-name-en, #${at.dataset.at}-weight, #${at.dataset.at}-bound`);
    const moved = at && one(`#${act.split(":")[0]}-${at.dataset.at}`);
    (field || moved || one(`#${pressed}`) || one("#add-groups"))?.focus();
  }
})();

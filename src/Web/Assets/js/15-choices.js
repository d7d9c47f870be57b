// Candidates of a look-up: down leads to them, Enter takes one, Escape goes back to the field; leaving the field closes them.
(() => {
  "use strict";
  const frame = (element) => element.closest("[data-look-up]");
  const list = (within) => within && within.querySelector(".choice-list");
  const close = (within) => { const place = within.querySelector(".look-up-choices"); if (place) { place.replaceChildren(); } };

  function take(button, moves) {
    const form = button.form;
    for (const [name, value] of Object.entries(JSON.parse(button.value.slice("fill:".length)))) {
      const field = form.elements.namedItem(name);
      if (field) { field.value = value; }
      if (field instanceof Element) { field.dispatchEvent(new Event("filled", { bubbles: true })); }
    }
    const next = form.elements.namedItem(button.dataset.next);
    close(frame(button));
    if (moves && next) { next.focus(); if (next.select) { next.select(); } }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".choice-list > button");
    if (button) { event.preventDefault(); take(button, true); }
  });

  document.addEventListener("keydown", (event) => {
    const within = event.target.closest && frame(event.target);
    const open = list(within);
    if (!open || event.isComposing || event.ctrlKey || event.altKey) { return; }
    const buttons = [...open.querySelectorAll("button")];
    const at = buttons.indexOf(event.target);
    const isField = at < 0 && event.target.matches("input:not([type=radio],[type=checkbox]), [data-asked]");
    const origin = () => within.querySelector("[data-asked]") || within.querySelector("input:not([type=hidden])");
    if (event.key === "Escape") { event.preventDefault(); if (at >= 0) { origin().focus(); } close(within); }
    else if (event.key === "ArrowDown" && (at >= 0 || isField) && buttons[at + 1]) { event.preventDefault(); buttons[at + 1].focus(); }
    else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (buttons[at - 1] || origin()).focus(); }
  });

  document.addEventListener("focusout", (event) => {
    const within = frame(event.target);
    if (list(within) && event.relatedTarget && !within.contains(event.relatedTarget)) { close(within); }
  });

  // The one town of a postal code is taken at once, if no other was written; candidates for a field that was left come too late.
  document.addEventListener("htmx:afterSwap", (event) => {
    const within = event.target.closest && frame(event.target);
    const open = list(within);
    if (!open) { return; }
    const asked = event.detail.requestConfig.elt;
    within.querySelectorAll("[data-asked]").forEach((one) => delete one.dataset.asked);
    asked.dataset.asked = "";
    const only = open.dataset.take === undefined ? null : open.querySelector("button");
    const town = only && only.form.elements.namedItem(only.dataset.next.replace(/lot$/, "town"));
    if (town && town.value === "") { take(only, false); }
    else if (document.activeElement !== asked && open.dataset.take === undefined) { close(within); }
  });
})();

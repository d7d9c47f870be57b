// Function keys, Ctrl+Enter, search and help, Enter between fields, arrows in tables.
(() => {
  "use strict";
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const typing = (target) => target.closest("input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable]") !== null;
  const shown = (element) => element.getClientRects().length > 0 && !element.disabled;
  const openPopover = () => document.querySelector("[popover]:popover-open");

  // Enter, Shift+Enter: the next or the previous field of the same form, in the order of the page.
  const fields = (form) => [...form.elements].filter((one) =>
    shown(one) && one.type !== "hidden" && one.tagName !== "FIELDSET" && one.tagName !== "OUTPUT" &&
    (one.type !== "radio" || one.checked || !form.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]:checked`)));

  function move(target, back) {
    const all = fields(target.form);
    const from = all.indexOf(target);
    for (let i = from + (back ? -1 : 1); i >= 0 && i < all.length; i += back ? -1 : 1) {
      const next = all[i];
      const sameGroup = next.type === "radio" && next.name === target.name;
      if (!sameGroup && (next.tagName !== "BUTTON" || (next.dataset.main !== undefined))) {
        next.focus();
        if (next.select) { next.select(); }
        return;
      }
    }
  }

  function onEnter(event) {
    const target = event.target;
    if (event.ctrlKey) {
      const main = [...document.querySelectorAll("[data-main]")].find(shown);
      if (main) { event.preventDefault(); main.focus(); main.click(); }
      return;
    }
    const form = target.form;
    const isField = form && /^(INPUT|SELECT)$/.test(target.tagName) && !/^(submit|button|file|image)$/.test(target.type);
    if (isField && form.dataset.enter === "move") {
      event.preventDefault();
      move(target, event.shiftKey);
    }
  }

  // Arrow keys: the first link, button or box of the row above or below.
  function walk(event) {
    const row = event.target.closest("table[data-rows] tbody tr");
    const frame = event.target.closest(".table-frame");
    if (typing(event.target) || !(row || frame === event.target)) { return; }
    const handle = (one) => one.querySelector("a[href], button, input");
    const rows = [...(row ? row.parentElement : frame).querySelectorAll("tr")].filter(handle);
    const at = rows.indexOf(row);
    const to = { ArrowDown: Math.min(at + 1, rows.length - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: rows.length - 1 }[event.key];
    if (rows[to]) { event.preventDefault(); handle(rows[to]).focus(); }
  }

  // F6: the fields of the findings one after another.
  let finding = -1;
  function nextFinding() {
    const links = [...document.querySelectorAll("#findings [data-finding]")];
    if (links.length > 0) { finding = (finding + 1) % links.length; links[finding].click(); }
    return links.length > 0;
  }

  function press(key) {
    if (key === "F6" && nextFinding()) { return true; }
    const target = [...document.querySelectorAll(`[data-key="${key}"]`)].find(shown);
    if (target) { target.click(); }
    return target !== undefined;
  }

  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented || event.altKey || event.metaKey) { return; }
    if (event.key === "Enter") { onEnter(event); return; }
    if (/^(Arrow(Up|Down)|Home|End)$/.test(event.key)) { walk(event); return; }
    if (event.ctrlKey) { return; }
    // A held key acts once: a form must not be sent again and again.
    if (/^F([1-9]|1[0-2])$/.test(event.key) && !event.shiftKey) {
      if (event.repeat || press(event.key)) { event.preventDefault(); }
    } else if (event.key === "Escape" && !openPopover()) {
      if (press("Escape")) { event.preventDefault(); }
    } else if (event.key === "/" && !typing(event.target) && document.body.dataset.search) {
      event.preventDefault();
      press("F2");
    } else if (event.key === "?" && !typing(event.target)) {
      const help = document.getElementById("key-help");
      if (help) { event.preventDefault(); help.togglePopover(); }
    }
  });

  // A pop-over takes the cursor, so that reading goes on inside of it, and gives it back when it closes.
  let before = null;
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches || !event.target.matches("[popover]")) { return; }
    if (event.newState === "open") { before = document.activeElement; event.target.focus(); }
    else if (before && document.activeElement === document.body) { before.focus(); }
  }, true);

  // A finding leads to its field: links of the page alone scroll, but leave a group or a selected text aside.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-finding]");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field) {
      event.preventDefault();
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
      if (field.select) { field.select(); }
    }
  });
})();

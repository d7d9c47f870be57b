// Unsaved changes, double submits, prefilled values.
(() => {
  "use strict";
  const changed = new Set();
  const downloads = new WeakMap();
  const say = (text) => { const line = document.getElementById("notice-line"); if (line) { line.textContent = text; } };

  // Typed by the clerk, or written into the field by a candidate that was chosen.
  ["input", "filled"].forEach((kind) => document.addEventListener(kind, (event) => {
    event.target.classList.remove("is-prefilled");
    const form = event.target.form;
    if (form && form.dataset.guard !== undefined) { changed.add(form); }
  }));

  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) { event.preventDefault(); }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.act === undefined) { return; }
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    if (event.submitter && event.submitter.dataset.download !== undefined) {
      // A file leaves the page where it is, and no event says that it came: only a second press at once is held back.
      if (event.timeStamp - (downloads.get(form) ?? -Infinity) < 1000) { event.preventDefault(); return; }
      downloads.set(form, event.timeStamp);
      // What the file changed on the page is asked for once it is on its way.
      setTimeout(() => form.dispatchEvent(new CustomEvent("downloaded", { bubbles: true })), 1500);
      changed.delete(form);
      return;
    }
    form.dataset.sent = "";
    changed.delete(form);
    // Only what takes longer is announced; nothing flickers under 300 ms.
    setTimeout(() => {
      if (form.dataset.sent !== undefined) { form.setAttribute("aria-busy", "true"); say("処理しています。しばらくお待ちください。"); }
    }, 300);
  });

  const release = (form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); };

  // A page taken out of the browser's memory by the back key can be sent again: its act has its own key.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { document.querySelectorAll("form[data-act]").forEach(release); say(""); }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-act]");
    if (form && form.isConnected) { release(form); say(""); }
  });

  // After a refused submit the cursor stands at the first error.
  document.addEventListener("DOMContentLoaded", () => {
    const wrong = document.querySelector('[aria-invalid="true"]');
    if (wrong) { wrong.focus(); }
    else {
      const summary = document.querySelector(".error-summary");
      if (summary) { summary.focus(); }
    }
  });
})();
